"""From played matches to an ONNX file: dataset, fit, evaluation, export, model card.

Only the training command imports this package: scikit-learn and skl2onnx never enter a serving process.
"""
