"""Writing what is stored to files, for people and programs elsewhere.

`tables` has what each subject's columns are, one writer for each format, `season_files` football-data.co.uk's
layout; `service` streams the rows. Rows never pile up in memory, and a file appears only when it is whole.
"""
