"""ONNX files of a checkpoint, checked against torch before they are left in its folder."""
