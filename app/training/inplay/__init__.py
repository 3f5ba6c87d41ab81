"""The model of running matches: from files of timed events to one ONNX graph of final scores."""
