"""The catalogue: every module here is a page of a textbook on differentiating softargmax.

The five documents that it starts from, and the order to read its pages in.
"""

import derive.catalogue  # noqa: F401  (lets one page import letters of another)
from derive.language.claims import Document

CATSMILE = Document(
    "A", "CATSMILE-1012: Differentiating softargmax (or so-called softmax)", "软极参函数的求导"
)
LINEAR = Document("B", "The linear softmax classifier", "多分类线性 Softmax 数学推导")
TWO_CASES = Document("C", "Computing the derivative of softmax", "Softmax 导数的计算")
NETWORK = Document("D", "The softmax function and its derivative", "Softmax 函数及其求导")
LAYER = Document("E", "Softmax: forward and backward", "Softmax 前向与反向")

DOCUMENTS = (CATSMILE, LINEAR, TWO_CASES, NETWORK, LAYER)

READING_ORDER = (
    "softargmax",
    "cross_entropy",
    "mixture_autoencoder",
    "eol",
    "linear_classifier",
    "softmax_by_cases",
    "network_layer",
    "column_normalisation",
    "softmax_layer",
    "numerical_rewrites",
)
