"""The whole chain in one go: an input folder in, every step run, results, report and dashboard out.

Nouns: InputFolder, InputFile. Verbs: ``load_folder``, ``run_pipeline``, ``keep_folder``, ``start_run``,
``discard_folder``. Asks: ``queries.dashboard``, ``queries.results``, ``queries.report``. Takes: every step's
rows, actions and questions. Gives: pages and files.
"""
