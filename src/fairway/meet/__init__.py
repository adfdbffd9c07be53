"""MEET: who sits down with whom, in which slot, at which table.

Nouns: event, slot, participant, meeting request, timetable, meeting. Verbs: ``open_event``,
``register_participants``, ``load_requests``, ``ask_meeting``, ``answer_request``, ``make_timetable``.
Asks: which requests are met, which are not and why? Takes: events, participants and requests of an input folder.
Gives: a checked timetable, an agenda and a calendar to everybody who takes part.
"""
