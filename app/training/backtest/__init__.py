"""Walk-forward backtests: what a model would have said of each match, fitted on what was known before.

`run` makes the forecasts, `comparison` scores them beside other forecasters', `report` writes that down.
"""
