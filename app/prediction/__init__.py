"""Predicting matches: the ONNX runtime, the registry of versions, features, ratings, and the one use case.

`Predictor` is the only way to a prediction; every door (GraphQL, the command line, batches) calls it. Nothing
here imports onnx or skl2onnx: a serving process runs models, it does not make them.
"""
