"""The catalogue: every module here is a page of a textbook on gradients.

It starts from five documents on differentiating softargmax, and goes on to what people derive in practice. The
subjects, and the order to read their pages in.
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

SUBJECTS = (
    (
        "Five documents on softargmax",
        "关于 softargmax 的五份文档",
        (
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
        ),
    ),
    (
        "Functions and activations",
        "函数与激活函数",
        ("elementary_functions", "smooth_activations", "piecewise_activations"),
    ),
    ("Losses", "损失函数", ("pointwise_losses", "classification_losses", "ranking_losses")),
    ("Layers", "层", ("normalisations", "attention", "neighbours", "sequences", "alignments")),
    ("Linear models and Gaussians", "线性模型与高斯分布", ("least_squares", "gaussians", "factorisations")),
    ("Probability", "概率", ("exponential_families", "mixtures", "latent_variables", "embeddings")),
    ("Decisions and optimisation", "决策与优化", ("policies", "optimisation")),
    ("Slips", "错误", ("slips",)),
)
"""Subjects with their pages, in the order to read them. Nothing runs this to know it: letters alone."""
