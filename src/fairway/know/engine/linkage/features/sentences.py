"""The sentence of each feature, as English message ids; ``one`` and ``other`` are what the two records have."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # heads: form, country, marks
        "form_spelling": _("The legal form is spelt in two ways: “%(one)s” and “%(other)s”."),
        "form_missing": _("Only one name has its legal form, “%(one)s”."),
        "form_of_body": _("One is a body, the other a company of its name, “%(one)s”: they may be two."),
        "form_converted": _("A limited company and a company limited by shares: often one after a conversion."),
        "form_unsaid": _("One name says only “company”: “%(one)s” and “%(other)s”."),
        "form_ambiguous": _(
            "The legal forms differ, and the name says too little: a group and its companies may bear it side by side."
        ),
        "form_of_other_law": _(
            "One name, two legal forms: “%(one)s” and “%(other)s” may be two companies of one group."
        ),
        "form_contradictory": _("The legal forms contradict each other: “%(one)s” and “%(other)s”."),
        "country_added": _("Only one name begins with “%(one)s”."),
        "group_added": _("Only one name says “%(one)s”: a group and its company are two organisations."),
        "holding_added": _("Only one name says “%(one)s”: it may be the holding company of the other."),
        "group_for_holding": _("One name says “%(one)s”, the other “%(other)s”."),
        "group_moved": _("“%(one)s” stands in another place of the name."),
        # places
        "place_suffix": _("A place is written with and without its rank: “%(one)s” and “%(other)s”."),
        "place_suffix_changed": _("A place is written with two ranks: “%(one)s” and “%(other)s”."),
        "place_level_unclear": _("“%(one)s” may or may not be the same place as “%(other)s”."),
        "place_level_differs": _("“%(one)s” and “%(other)s” are two places of one name."),
        "place_nested": _("One name says “%(one)s”, the other “%(other)s”: one lies in the other."),
        "place_different": _("The places differ: “%(one)s” and “%(other)s”."),
        "place_of_head": _("Only one name repeats “%(one)s”, the seat of the organisation itself."),
        "place_around_added": _("Only one name says “%(one)s”, in which the other's place lies."),
        "place_around_unclear": _("Only one name says “%(one)s”; the other's place exists there and elsewhere."),
        "place_finer": _("Only one name says more exactly “%(one)s”."),
        "place_missing": _("Only one name says the place “%(one)s”."),
        "place_county_missing": _("Only one name says the county or district “%(one)s”."),
        "place_misspelt": _("One character of a place looks misspelt: “%(one)s” and “%(other)s”."),
        "place_moved": _("The place stands elsewhere in the name: “%(one)s” and “%(other)s”."),
        "places_moved": _("Several places stand in another order: “%(one)s” and “%(other)s”."),
        # brand, trade, numbers
        "words_reordered": _("The same words in another order: “%(one)s” and “%(other)s”."),
        "words_extended": _("One name has more characters: “%(one)s” and “%(other)s”."),
        "repeated": _("One name has a word twice: “%(one)s” and “%(other)s”."),
        "numeral_spelt": _("A number is written in digits and in characters: “%(one)s” and “%(other)s”."),
        "number_differs": _("The numbers differ: “%(one)s” and “%(other)s”."),
        "number_missing": _("Only one name has the number “%(one)s”."),
        "word_misspelt": _("One word looks misspelt: “%(one)s” and “%(other)s”."),
        "generic_added": _("Only one name has the general word “%(one)s”."),
        "trade_added": _("Only one name has the trade “%(one)s”."),
        "trade_extended": _("The trade is described more fully in one name: “%(one)s” and “%(other)s”."),
        "trade_replaced": _("The trades differ: “%(one)s” and “%(other)s”."),
        "bank_renamed": _("Banks of cities left “commercial” out of their names: “%(one)s” and “%(other)s”."),
        "body_added": _("Only one name says what kind of body it is: “%(one)s”."),
        "body_replaced": _("The kinds of body differ: “%(one)s” and “%(other)s”."),
        "brand_homophone": _("One character of the brand differs and sounds the same: “%(one)s” and “%(other)s”."),
        "brand_near_sound": _("One character of the brand differs and sounds alike: “%(one)s” and “%(other)s”."),
        "brand_character": _("One character of the brand differs: “%(one)s” and “%(other)s”."),
        "brand_inserted": _("One brand has a character more: “%(one)s” and “%(other)s”."),
        "brand_extended": _("One brand has more characters: “%(one)s” and “%(other)s”."),
        "brand_swapped": _("The characters of the brand are exchanged: “%(one)s” and “%(other)s”."),
        "brand_resembles": _("The brands differ in several characters: “%(one)s” and “%(other)s”."),
        "brand_different": _("The brands differ: “%(one)s” and “%(other)s”."),
        "brand_missing": _("Only one name has the brand “%(one)s”."),
        "brand_rare": _("The brand “%(one)s” is rare among the names known."),
        "brand_common": _("The brand “%(one)s” is common among the names known."),
        "short_name": _("A short name was written out: “%(one)s”."),
        "former_name": _("“%(one)s” is a former name; whether this record follows it must be confirmed."),
        "not_distinctive": _("“%(one)s” names no place or no brand: many organisations may be called so."),
        "group_member": _("One name is the other's group followed by a name of its own: “%(one)s”."),
        # branches
        "branch_of_head": _("One is a branch, “%(one)s”, the other its head."),
        "branch_of_branch": _("One is an office of the other: “%(one)s” and “%(other)s”."),
        "branch_word": _("The same kind of branch in two words: “%(one)s” and “%(other)s”."),
        "branch_rank": _("The branches are of different ranks: “%(one)s” and “%(other)s”."),
        "branch_level_left_out": _("One name leaves out a level: “%(one)s” and “%(other)s”."),
        "branch_number": _("The branches have different numbers: “%(one)s” and “%(other)s”."),
        "branch_finer": _("One branch is named more exactly: “%(one)s” and “%(other)s” may be two branches."),
        "branch_town_added": _("Only one branch is said to be in “%(one)s”."),
        "branch_town_said": _("Only one branch says “%(one)s”; the rest of its name is found in one town only."),
        "branch_place_around": _("Only one branch says “%(one)s”, in which the other's place lies."),
        "branch_road_word": _("The branches differ by a word such as road: “%(one)s” and “%(other)s”."),
        "branch_character": _("The names of the branches differ by a character: “%(one)s” and “%(other)s”."),
        "branch_different": _("The branches differ: “%(one)s” and “%(other)s”."),
        # what is no organisation of its own
        "union": _("One is a trade union or staff body of the other: “%(one)s”."),
        "party": _("One is a party organ of the other: “%(one)s”."),
        "unit": _("One is a unit of the other: “%(one)s”."),
        "several": _("“%(one)s” means several organisations, not one."),
        "product": _("“%(one)s” is something managed, a plan or an account, and no organisation."),
        "placeholder": _("“%(one)s” is no name of an organisation."),
        "parts_differ": _("Two different parts or products: “%(one)s” and “%(other)s”."),
        # records
        "code_equal": _("Both have the identifier %(one)s."),
        "stock_code_equal": _("Both have the stock code %(one)s."),
        "code_differs": _("The identifiers differ and both are valid: %(one)s and %(other)s."),
        "code_not_valid": _("The identifier %(one)s is not valid and was not used."),
        "seat_near": _("The seats are the same or near: %(one)s and %(other)s."),
        "seat_in_province": _("The seats are in different prefectures of one province: %(one)s and %(other)s."),
        "seat_elsewhere": _("The seats are in different provinces: %(one)s and %(other)s."),
        "industry_shared": _("The industries agree: %(one)s and %(other)s."),
        "industry_differs": _("The industries differ: %(one)s and %(other)s."),
    }
)

START = _("What two names have in common before any difference is counted: “%(one)s” and “%(other)s”.")
EQUAL = _("Both names are the same once script, width, brackets and blanks are brought to one form: “%(one)s”.")
