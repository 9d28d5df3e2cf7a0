"""Text and LaTeX: how each head is set, where brackets stand, what bound indices are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
import sympy
from sympy import Basic, Integer, Rational

from derive import (
    D,
    IllFormed,
    Product,
    Sum,
    at_least,
    before,
    cases,
    constant,
    define,
    delta,
    det,
    diag,
    dims,
    distinct,
    entries,
    equal,
    equation,
    exp,
    eye,
    family,
    function,
    hadamard,
    index,
    indices,
    inverse,
    kronecker,
    label,
    labels,
    log,
    logdet,
    logistic,
    matrix,
    maximum,
    minimum,
    normalised,
    onehot,
    ones,
    pi,
    positive,
    probability,
    relu,
    scalar,
    sqrt,
    tanh,
    trace,
    upto,
    vec,
    vector,
    within,
    zeros,
)
from derive.language.binders import Binder, walk
from derive.language.expressions import Neg, Power, Times, Written, WrittenAtom
from derive.language.functions import Function
from derive.language.hypotheses import Equation, Hypothesis, nonnegative
from derive.language.indices import Index
from derive.language.inverses import OfMatrix
from derive.language.matrices import Matrix
from derive.language.typeset import latex, text

n, m, C, N = dims("n m C N")
j, k, l = indices("j k l", n)
d, e = indices("d e", m)
i = index("i", N)
c = index("c", C)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t, v, y = (family(name, n) for name in "tvy")
a = family("a", C)
label_y = label("y", C)
label_i = labels("y", N, values=C)
A, X, Y, G = matrix("A", N, C), matrix("X", N, m), matrix("Y", N, C), matrix("G", n, n)
loss = scalar("CE", of=z)
ell = scalar("ell", of=z)
b, s, r, q = (scalar(name) for name in "bsrq")
f = function("f")
f_prime = Function("f", 1)

LETTERS = [
    (n, "n", "n"),
    (k, "k", "k"),
    (p, "p", "p"),
    (scalar("sigma"), "σ", r"\sigma"),
    (scalar("σ"), "σ", r"\sigma"),
    (scalar("Delta"), "Δ", r"\Delta"),
    (scalar("lambda"), "λ", r"\lambda"),
    (ell, "ℓ", r"\ell"),
    (loss, "CE", r"\mathrm{CE}"),
    (scalar("x_hat"), "x̂", r"\hat x"),
    (scalar("x_Delta"), "Δx", r"\Delta x"),
    (scalar("x_Delta_1"), "Δx₁", r"\Delta x_1"),
    (scalar("x_delta"), "δx", r"\delta x"),
    (scalar("sigma_bar"), "σ̄", r"\bar{\sigma}"),
    (scalar("lse_tilde"), "lse_tilde", r"\tilde{\mathrm{lse}}"),
    (scalar("W1"), "W₁", "W_1"),
    (scalar("beta_2"), "β₂", r"\beta_2"),
    (scalar("w_old"), "w_old", r"w_{\mathrm{old}}"),
    (scalar("100%"), "100%", r"\mathrm{100\%}"),
    (scalar("h'"), "h′", "h'"),
    (scalar("h''''"), "h′′′′", "h''''"),
    (f, "f", "f"),
    (Function("f", 2), "f″", "f''"),
    (function("gelu"), "gelu", r"\operatorname{gelu}"),
    (function("phi"), "ϕ", r"\phi"),
    (log, "log", r"\log"),
    (3, "3", "3"),
    (Integer(-1), "−1", "-1"),
    (Rational(-1, 2), "−1/2", r"-\frac{1}{2}"),
]

ENTRIES = [
    (p[k], "p_k", "p_k"),
    (p[3], "p_3", "p_3"),
    (v[12], "v_12", "v_{12}"),
    (X[i, d], "X_id", "X_{id}"),
    (X[4, 1], "X_{4,1}", "X_{4,1}"),
    (X[i, 2], "X_{i,2}", "X_{i,2}"),
    (a[label_y], "a_y", "a_y"),
    (a[label_i[i]], "a_{y_i}", "a_{y_i}"),
    (A[i, label_i[i]], "A_{i,y_i}", "A_{i,y_i}"),
    (family("alpha", n)[k], "α_k", r"\alpha_k"),
    (family("x_hat", n)[k] ** 2, "x̂_k²", r"\hat x_k^{2}"),
    (family("W1", n, m)[k, d], "W₁_kd", "{W_1}_{kd}"),
    (family("W_old", n, m)[k, d], "W_old_kd", r"{W_{\mathrm{old}}}_{kd}"),
    (family("h'", n)[k] ** 2, "(h′_k)²", "(h'_k)^{2}"),
    (G[Index("alpha", n), Index("beta", n)], "G_αβ", r"G_{\alpha\beta}"),
    (G[Index("alpha", n), j], "G_αj", r"G_{\alpha j}"),
    (G[Index("row", n), j], "G_{row,j}", r"G_{\mathrm{row},j}"),
    (v[Index("row", n)], "v_row", r"v_{\mathrm{row}}"),
    (delta(j, k), "δ_jk", r"\delta_{jk}"),
    (delta(k, 1), "δ_{k,1}", r"\delta_{k,1}"),
    (delta(c, label_i[i]), "δ_{c,y_i}", r"\delta_{c,y_i}"),
    (family("delta", n, n)[j, k] * delta(j, k), "δ_jk [j = k]", r"\delta_{jk} [j = k]"),
]

ARITHMETIC = [
    (b + s - r, "b + s − r", "b + s - r"),
    (b - (s - r), "b − (s − r)", "b - (s - r)"),
    (b - (s + r), "b − (s + r)", "b - (s + r)"),
    (b + (s + r), "b + s + r", "b + s + r"),
    (-b + s, "−b + s", "-b + s"),
    (-(b + s), "−(b + s)", "-(b + s)"),
    (b - (-s), "b − (−s)", "b - (-s)"),
    (b + (-s), "b − s", "b - s"),
    (b + Integer(-1), "b + (−1)", "b + (-1)"),
    (b + -s * r, "b + (−s r)", "b + (-s r)"),
    (b - s * r, "b − s r", "b - s r"),
    (2 * b, "2 b", "2 b"),
    (-2 * b, "−2 b", "-2 b"),
    (b * 2, "b · 2", r"b \cdot 2"),
    (2 * Power(Integer(3), b), "2 · 3^b", r"2 \cdot 3^{b}"),
    (1 * b, "1 b", "1 b"),
    (Times(Integer(2), Rational(1, 2)), "2 (1/2)", r"2 \cdot \frac{1}{2}"),
    (Rational(1, 2) * b, "(1/2) b", r"\frac{1}{2} b"),
    (Rational(-1, 2) * b, "−(1/2) b", r"-\frac{1}{2} b"),
    (b * (s + r), "b (s + r)", "b (s + r)"),
    ((b + s) * (b - s), "(b + s) (b − s)", "(b + s) (b - s)"),
    (b * (s * r), "b s r", "b s r"),
    (b * -s, "b (−s)", "b (-s)"),
    (-b * s, "−b s", "-b s"),
    (-(b + s) * r, "−(b + s) r", "-(b + s) r"),
    (Neg(-b) * s, "−(−b) s", "-(-b) s"),
    (loss * b, "CE b", r"\mathrm{CE} \, b"),
    (b / s, "b/s", r"\frac{b}{s}"),
    (-b / s, "−b/s", r"\frac{-b}{s}"),
    (-(b / s), "−b/s", r"-\frac{b}{s}"),
    (b / -s, "b/(−s)", r"\frac{b}{-s}"),
    (b / (s * r), "b/(s r)", r"\frac{b}{s r}"),
    (b * s / r, "b s / r", r"\frac{b s}{r}"),
    (b * (s / r), "b (s/r)", r"b \frac{s}{r}"),
    (b / s * r, "(b/s) r", r"\frac{b}{s} r"),
    (b / s / r, "(b/s)/r", r"\frac{\frac{b}{s}}{r}"),
    (b / (s / r), "b/(s/r)", r"\frac{b}{\frac{s}{r}}"),
    ((b + s) / (b - s), "(b + s)/(b − s)", r"\frac{b + s}{b - s}"),
    ((b * s + s * r) / (b * s - s * r), "(b s + s r) / (b s − s r)", r"\frac{b s + s r}{b s - s r}"),
    ((h[k] + h[j]) / (1 + h[k] * h[j]), "(h_k + h_j) / (1 + h_k h_j)", r"\frac{h_k + h_j}{1 + h_k h_j}"),
    (Rational(1, 2) / b, "(1/2)/b", r"\frac{\frac{1}{2}}{b}"),
    (b * (1 + s / r), "b (1 + s/r)", r"b \left(1 + \frac{s}{r}\right)"),
    (b**2, "b²", "b^{2}"),
    (p[k] ** 2, "p_k²", "p_k^{2}"),
    (b**-1, "b⁻¹", "b^{-1}"),
    (b**n, "b^n", "b^{n}"),
    (b ** (n + 1), "b^(n + 1)", "b^{n + 1}"),
    (b ** p[k], "b^(p_k)", "b^{p_k}"),
    (b ** Rational(2, 3), "b^(2/3)", r"b^{\frac{2}{3}}"),
    ((b**2) ** 3, "(b²)³", "(b^{2})^{3}"),
    ((-b) ** 2, "(−b)²", "(-b)^{2}"),
    (Integer(-1) ** n, "(−1)^n", "(-1)^{n}"),
    (-(b**2), "−b²", "-b^{2}"),
    ((b / s) ** 2, "(b/s)²", r"\left(\frac{b}{s}\right)^{2}"),
    ((b * s) ** 2, "(b s)²", "(b s)^{2}"),
    (sqrt(n), "√n", r"\sqrt{n}"),
    (sqrt(b + 1), "√(b + 1)", r"\sqrt{b + 1}"),
    (sqrt(b**2), "√(b²)", r"\sqrt{b^{2}}"),
    (sqrt(b) * s, "√(b) s", r"\sqrt{b} s"),
    (sqrt(b) / s, "√(b)/s", r"\frac{\sqrt{b}}{s}"),
    (s / sqrt(b), "s/√b", r"\frac{s}{\sqrt{b}}"),
    (sqrt(b) ** 3, "(√b)³", r"(\sqrt{b})^{3}"),
]

CALLS = [
    (f(b), "f(b)", "f(b)"),
    (f_prime(b) * s, "f′(b) s", "f'(b) s"),
    (f(b) ** 2, "f(b)²", "f(b)^{2}"),
    (f_prime(b) ** 2, "f′(b)²", "f'(b)^{2}"),
    (relu(b / s), "relu(b/s)", r"\operatorname{relu}\left(\frac{b}{s}\right)"),
    (logistic(b), "logistic(b)", r"\operatorname{logistic}(b)"),
    (exp(h[k]), "exp(h_k)", "e^{h_k}"),
    (exp(-b), "exp(−b)", "e^{-b}"),
    (exp(b - s), "exp(b − s)", "e^{b - s}"),
    (exp(b + s + r), "exp(b + s + r)", r"\exp(b + s + r)"),
    (exp(b / s), "exp(b/s)", r"\exp\left(\frac{b}{s}\right)"),
    (exp(b) ** 2, "exp(b)²", "(e^{b})^{2}"),
    (exp(f(b)) ** 2, "exp(f(b))²", r"(\exp(f(b)))^{2}"),
    (scalar("e") ** b * exp(b), "e^b exp(b)", r"e^{b} \exp(b)"),
    (log(p[k]), "log p_k", r"\log p_k"),
    (log(n), "log n", r"\log n"),
    (2 * pi * b, "2 π b", r"2 \pi b"),
    (log(b / s), "log(b/s)", r"\log\left(\frac{b}{s}\right)"),
    (log(b**2), "log(b²)", r"\log(b^{2})"),
    (log(exp(b)), "log(exp(b))", r"\log(e^{b})"),
    (log(Integer(-2)), "log(−2)", r"\log(-2)"),
    (log(b) ** 2, "(log b)²", r"(\log b)^{2}"),
    (log(b + 1) ** 2, "(log(b + 1))²", r"(\log(b + 1))^{2}"),
    (y[k] * log(p[k]), "y_k log p_k", r"y_k \log p_k"),
    (log(p[k]) * y[k], "log(p_k) y_k", r"\log(p_k) y_k"),
    (log(b) / n, "log(b)/n", r"\frac{\log b}{n}"),
    (y[k] * log(p[k]) / n, "(y_k log p_k)/n", r"\frac{y_k \log p_k}{n}"),
    (log(b) + s, "log b + s", r"\log b + s"),
    (log(Sum(exp(h[k]), k)), "log Σ_k exp(h_k)", r"\log \sum_k e^{h_k}"),
    (log(Sum(t[k], k)) * b, "log(Σ_k t_k) b", r"\log\left(\sum_k t_k\right) b"),
    (tanh(b) * s, "tanh(b) s", r"\tanh(b) s"),
    (tanh(Sum(t[k], k)), "tanh(Σ_k t_k)", r"\tanh\left(\sum_k t_k\right)"),
]

SUMS = [
    (Sum(y[k] * log(p[k]), k), "Σ_k y_k log p_k", r"\sum_k y_k \log p_k"),
    (-Sum(y[k] * log(p[k]), k), "−Σ_k y_k log p_k", r"-\sum_k y_k \log p_k"),
    (Sum(-y[k] * log(p[k]), k), "Σ_k (−y_k log p_k)", r"\sum_k (-y_k \log p_k)"),
    (exp(h[k]) / Sum(exp(h[j]), j), "exp(h_k) / Σ_j exp(h_j)", r"\frac{e^{h_k}}{\sum_j e^{h_j}}"),
    (Sum(t[k] + 1, k), "Σ_k (t_k + 1)", r"\sum_k (t_k + 1)"),
    (Sum(t[k], k) + 1, "Σ_k t_k + 1", r"\sum_k t_k + 1"),
    (Sum(t[k] / v[k], k), "Σ_k t_k/v_k", r"\sum_k \frac{t_k}{v_k}"),
    (Sum(t[k], k) / b, "(Σ_k t_k)/b", r"\frac{\sum_k t_k}{b}"),
    (b * Sum(t[k], k) / s, "(b Σ_k t_k)/s", r"\frac{b \sum_k t_k}{s}"),
    (b / Sum(t[k] / s, k), "b/(Σ_k t_k/s)", r"\frac{b}{\sum_k \frac{t_k}{s}}"),
    (b / Sum(exp(t[k]), k), "b / Σ_k exp(t_k)", r"\frac{b}{\sum_k e^{t_k}}"),
    (b / Sum(t[k] * v[k], k), "b/(Σ_k t_k v_k)", r"\frac{b}{\sum_k t_k v_k}"),
    (1 / n * Sum(t[k], k), "(1/n) Σ_k t_k", r"\frac{1}{n} \sum_k t_k"),
    (Sum(t[k], k) * b, "(Σ_k t_k) b", r"\left(\sum_k t_k\right) b"),
    (b * Sum(t[k], k), "b Σ_k t_k", r"b \sum_k t_k"),
    (-Sum(t[k], k) * b, "−(Σ_k t_k) b", r"-\left(\sum_k t_k\right) b"),
    (Sum(t[k], k) ** 2, "(Σ_k t_k)²", r"\left(\sum_k t_k\right)^{2}"),
    (Sum(t[k] * v[j], k, j), "Σ_k Σ_j t_k v_j", r"\sum_k \sum_j t_k v_j"),
    (Sum(t[k], k, without=j), "Σ_{k≠j} t_k", r"\sum_{k \ne j} t_k"),
    (Sum(t[k], k, without=(j, 1)), "Σ_{k≠j,1} t_k", r"\sum_{k \ne j, 1} t_k"),
    (Sum(a[c], c, without=label_i[i]), "Σ_{c≠y_i} a_c", r"\sum_{c \ne y_i} a_c"),
    (trace(G), "Σ_i G_ii", r"\sum_i G_{ii}"),
]

BOUND_NAMES = [
    (exp(h[k]) / Sum(exp(h[k]), k), "exp(h_k) / Σ_k′ exp(h_k′)", r"\frac{e^{h_k}}{\sum_{k'} e^{h_{k'}}}"),
    (Sum(t[k], k) * Sum(t[k], k), "(Σ_k t_k) Σ_k t_k", r"\left(\sum_k t_k\right) \sum_k t_k"),
    (Sum(t[k] * Sum(v[k], k), k), "Σ_k t_k Σ_k′ v_k′", r"\sum_k t_k \sum_{k'} v_{k'}"),
    (Sum(t[k], k) + Sum(Sum(G[k, j], j), k) + v[k], "Σ_k′ t_k′ + Σ_k′ Σ_j G_k′j + v_k",
     r"\sum_{k'} t_{k'} + \sum_{k'} \sum_j G_{k'j} + v_k"),
    (v[k] * Sum(Sum(G[k, Index("k'", n)], Index("k'", n)), k), "v_k Σ_k′ Σ_k″ G_k′k″",
     r"v_k \sum_{k'} \sum_{k''} G_{k'k''}"),
    (Sum(t[k], k, without=k), "Σ_{k′≠k} t_k′", r"\sum_{k' \ne k} t_{k'}"),
    (a[label_y] + Sum(a[Index("y", C)], Index("y", C)), "a_y + Σ_y′ a_y′", r"a_y + \sum_{y'} a_{y'}"),
    (z[d] * Sum(D(h[k], z[d]), d), "z_d Σ_d′ ∂h_k/∂z_d′",
     r"z_d \sum_{d'} \frac{\partial h_k}{\partial z_{d'}}"),
    (X[i, d] * Sum(Y[i, c], c) * Sum(v[Index("d", n)], Index("d", n)), "X_id (Σ_c Y_ic) Σ_d′ v_d′",
     r"X_{id} \left(\sum_c Y_{ic}\right) \sum_{d'} v_{d'}"),
]  # fmt: skip

CASES = [
    (
        cases((t[j] - 1, equal(j, k)), t[j]),
        "{t_j − 1 if j = k; t_j otherwise}",
        r"\begin{cases} t_j - 1 & \text{if } j = k \\ t_j & \text{otherwise} \end{cases}",
    ),
    (
        b * cases((1, equal(j, k)), (2, equal(k, l)), 0) * s,
        "b {1 if j = k; 2 if k = l; 0 otherwise} s",
        (
            r"b \left(\begin{cases} 1 & \text{if } j = k \\ 2 & \text{if } k = l \\ 0 & \text{otherwise} "
            r"\end{cases}\right) s"
        ),
    ),
    (
        cases((b, distinct(j, k)), 0) + s,
        "{b if j ≠ k; 0 otherwise} + s",
        r"\begin{cases} b & \text{if } j \ne k \\ 0 & \text{otherwise} \end{cases} + s",
    ),
]

DERIVATIVES = [
    (D(p[k], z[d]), "∂p_k/∂z_d", r"\frac{\partial p_k}{\partial z_d}"),
    (
        p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[j], z[d]), j)),
        "p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)",
        r"p_k \left(\frac{\partial h_k}{\partial z_d} - \sum_j p_j \frac{\partial h_j}{\partial z_d}\right)",
    ),
    (D(loss, z[d]), "∂CE/∂z_d", r"\frac{\partial \mathrm{CE}}{\partial z_d}"),
    (D(h[k], z[d], z[e]), "∂²h_k/∂z_d∂z_e", r"\frac{\partial^2 h_k}{\partial z_d\,\partial z_e}"),
    (D(h[k], z[d], z[d]), "∂²h_k/∂z_d²", r"\frac{\partial^2 h_k}{\partial z_d^2}"),
    (D(h[k], *[z[d]] * 10), "∂¹⁰h_k/∂z_d¹⁰", r"\frac{\partial^{10} h_k}{\partial z_d^{10}}"),
    (D(D(h[k] * h[j], z[d]), z[e]), "∂²/∂z_d∂z_e (h_k h_j)",
     r"\frac{\partial^2}{\partial z_d\,\partial z_e} (h_k h_j)"),
    (D(h[k] + h[j], z[d]), "∂/∂z_d (h_k + h_j)", r"\frac{\partial}{\partial z_d} (h_k + h_j)"),
    (D(-h[k], z[d]), "∂/∂z_d (−h_k)", r"\frac{\partial}{\partial z_d} (-h_k)"),
    (D(h[k] / h[j], z[d]), "∂/∂z_d (h_k/h_j)", r"\frac{\partial}{\partial z_d} \, \frac{h_k}{h_j}"),
    (D(log(h[k]), z[d]), "∂/∂z_d log h_k", r"\frac{\partial}{\partial z_d} \log h_k"),
    (D(h[k] ** 2, z[d]), "∂/∂z_d h_k²", r"\frac{\partial}{\partial z_d} h_k^{2}"),
    (D(Sum(h[k], k), z[d]), "∂/∂z_d Σ_k h_k", r"\frac{\partial}{\partial z_d} \sum_k h_k"),
    (D(Sum(h[k], k), z[d]) * b, "(∂/∂z_d Σ_k h_k) b",
     r"\left(\frac{\partial}{\partial z_d} \sum_k h_k\right) b"),
    (b * D(f(h[k]), z[d]), "b ∂/∂z_d f(h_k)", r"b \frac{\partial}{\partial z_d} f(h_k)"),
    (D(h[k], z[d]) * b, "∂h_k/∂z_d · b", r"\frac{\partial h_k}{\partial z_d} b"),
    (
        Sum(D(ell, z[d]) * D(h[k], z[d]), d),
        "Σ_d ∂ℓ/∂z_d · ∂h_k/∂z_d",
        r"\sum_d \frac{\partial \ell}{\partial z_d} \, \frac{\partial h_k}{\partial z_d}",
    ),
    (D(h[k], z[d]) / b, "(∂h_k/∂z_d)/b", r"\frac{\frac{\partial h_k}{\partial z_d}}{b}"),
    (b / D(h[k], z[d]), "b/(∂h_k/∂z_d)", r"\frac{b}{\frac{\partial h_k}{\partial z_d}}"),
    (D(h[k], z[d]) ** 2, "(∂h_k/∂z_d)²", r"\left(\frac{\partial h_k}{\partial z_d}\right)^{2}"),
    (D(v[k], v[k]), "∂v_k/∂v_k", r"\frac{\partial v_k}{\partial v_k}"),
    (D(family("z'", m)[d] ** 2, *[family("z'", m)[d]] * 2), "∂²/∂(z′_d)² (z′_d)²",
     r"\frac{\partial^2}{\partial (z'_d)^2} (z'_d)^{2}"),
]  # fmt: skip

MATRICES = [
    (diag(p) - p @ p.T, "diag(p) − p pᵀ", r"\operatorname{diag}(p) - p p^{\top}"),
    (X.T @ (A - Y), "Xᵀ (A − Y)", r"X^{\top} (A - Y)"),
    (X.T @ (A - Y) / N, "(1/N) Xᵀ (A − Y)", r"\frac{1}{N} X^{\top} (A - Y)"),
    (A - (Y - A), "A − (Y − A)", "A - (Y - A)"),
    (-A + Y, "−A + Y", "-A + Y"),
    (-(A - Y), "−(A − Y)", "-(A - Y)"),
    (A + (Y + A), "A + Y + A", "A + Y + A"),
    ((A - Y).T, "(A − Y)ᵀ", r"(A - Y)^{\top}"),
    ((X.T @ A).T, "(Xᵀ A)ᵀ", r"(X^{\top} A)^{\top}"),
    (A.T.T, "(Aᵀ)ᵀ", r"(A^{\top})^{\top}"),
    (G @ (G @ v), "G G v", "G G v"),
    (G @ (-v), "G (−v)", "G (-v)"),
    (-G @ v, "−G v", "-G v"),
    (A * (b + 1), "(b + 1) A", "(b + 1) A"),
    (A * Sum(t[k], k), "(Σ_k t_k) A", r"\left(\sum_k t_k\right) A"),
    (2 * (A - Y), "2 (A − Y)", "2 (A - Y)"),
    (v.T @ t + 1, "vᵀ t + 1", r"v^{\top} t + 1"),
    (hadamard(A, Y), "A ⊙ Y", r"A \odot Y"),
    (hadamard(A, hadamard(Y, A)), "A ⊙ Y ⊙ A", r"A \odot Y \odot A"),
    (hadamard(A - Y, Y), "(A − Y) ⊙ Y", r"(A - Y) \odot Y"),
    (hadamard(G @ G, G), "(G G) ⊙ G", r"(G G) \odot G"),
    (hadamard(G, G) @ v, "(G ⊙ G) v", r"(G \odot G) v"),
    (kronecker(A, Y - A), "A ⊗ (Y − A)", r"A \otimes (Y - A)"),
    (
        kronecker(A, Y, A) - kronecker(A, A, A),
        "A ⊗ Y ⊗ A − A ⊗ A ⊗ A",
        r"A \otimes Y \otimes A - A \otimes A \otimes A",
    ),
    (kronecker(G.T, G) @ vec(G), "(Gᵀ ⊗ G) vec(G)", r"(G^{\top} \otimes G) \operatorname{vec}(G)"),
    (hadamard(A, Y) - A, "A ⊙ Y − A", r"A \odot Y - A"),
    (ones(n) @ ones(n).T, "𝟏 𝟏ᵀ", r"\mathbf{1} \mathbf{1}^{\top}"),
    (eye(n) - diag(v), "I − diag(v)", r"I - \operatorname{diag}(v)"),
    (zeros(n), "𝟎", r"\mathbf{0}"),
    (inverse(G) @ v, "G⁻¹ v", r"G^{-1} v"),
    (inverse(G.T @ G), "(Gᵀ G)⁻¹", r"(G^{\top} G)^{-1}"),
    (inverse(G)[j, k], "(G⁻¹)_jk", r"(G^{-1})_{jk}"),
    (det(G) * b, "(det G) b", r"(\operatorname{det} G) b"),
    (logdet(G + G.T), "log det (G + Gᵀ)", r"\log \operatorname{det} (G + G^{\top})"),
    (entries(v[k] * t[k], k), "(v_k t_k)_k", r"(v_k t_k)_k"),
    (X[i, :], "(X_ik)_k", r"(X_{ik})_k"),
    (D(Sum(v[k] ** 2, k), v, v), "∂²/∂v² Σ_k v_k²", r"\frac{\partial^2}{\partial v^2} \sum_k v_k^{2}"),
    (D(p, z), "∂p/∂z", r"\frac{\partial p}{\partial z}"),
    (D(p, z) @ z, "∂p/∂z · z", r"\frac{\partial p}{\partial z} z"),
    (D(p, z).T @ v, "(∂p/∂z)ᵀ v", r"\left(\frac{\partial p}{\partial z}\right)^{\top} v"),
    (D(loss, z), "∂CE/∂z", r"\frac{\partial \mathrm{CE}}{\partial z}"),
    (D(p - v, z), "∂/∂z (p − v)", r"\frac{\partial}{\partial z} (p - v)"),
    (D(v.T @ p, z), "∂/∂z (vᵀ p)", r"\frac{\partial}{\partial z} (v^{\top} p)"),
]

HYPOTHESES = [
    (normalised(y), "Σ_k y_k = 1", r"\sum_k y_k = 1"),
    (normalised(Y), "Σ_k Y_ik = 1 for every i", r"\sum_k Y_{ik} = 1\text{ for every }i"),
    (equation(v[k], delta(k, j)), "v_k = δ_kj for every k", r"v_k = \delta_{kj}\text{ for every }k"),
    (equation(G[j, k], G[k, j]), "G_jk = G_kj for every j, k", r"G_{jk} = G_{kj}\text{ for every }j, k"),
    (equation(v[k], Sum(t[k], k)), "v_k = Σ_k′ t_k′ for every k",
     r"v_k = \sum_{k'} t_{k'}\text{ for every }k"),
    (Equation(G[j, k], t[j], frozenset({j})), "G_jk = t_j for every k",
     r"G_{jk} = t_j\text{ for every }k"),
    (nonnegative(v[k] - t[k]), "v_k − t_k ≥ 0 for every k", r"v_k - t_k \ge 0\text{ for every }k"),
    (nonnegative(b), "b ≥ 0", r"b \ge 0"),
    (onehot(y), "y is one-hot", r"y\text{ is one-hot}"),
    (onehot(Y), "Y is one-hot in every row", r"Y\text{ is one-hot in every row}"),
    (onehot(family("T", n, n, n)), "T is one-hot along its last index",
     r"T\text{ is one-hot along its last index}"),
    (constant(h, z), "h does not depend on z", r"h\text{ does not depend on }z"),
    (positive(scalar("beta")), "β > 0", r"\beta > 0"),
    (at_least(n, 2), "n ≥ 2", r"n \ge 2"),
    (equal(j, k), "j = k", "j = k"),
    (distinct(c, label_i[i]), "c ≠ y_i", r"c \ne y_i"),
]  # fmt: skip

PRODUCTS = [
    (before(j, k), "[j < k]", "[j < k]"),
    (Sum(v[k + 1], (k, 1, n - 1)), "Σ_{k=1}^{n−1} v_{k+1}", r"\sum_{k = 1}^{n - 1} v_{k + 1}"),
    (Sum(v[k], (k, j, n)), "Σ_{k=j}^n v_k", r"\sum_{k = j}^{n} v_k"),
    (within(k, 2, n), "2 ≤ k ≤ n", r"2 \le k \le n"),
    (Sum(upto(j, k) * v[j], j), "Σ_j [j ≤ k] v_j", r"\sum_j [j \le k] v_j"),
    (Product(v[k], k), "Π_k v_k", r"\prod_k v_k"),
    (Product(v[k] + 1, k, without=j), "Π_{k≠j} (v_k + 1)", r"\prod_{k \ne j} (v_k + 1)"),
    (b * Product(v[k], k), "b Π_k v_k", r"b \prod_k v_k"),
]

COMPARISONS = [
    (relu(b), "relu(b)", r"\operatorname{relu}(b)"),
    (abs(b - s), "|b − s|", "|b - s|"),
    (maximum(b, s), "max(b, s)", r"\max(b, s)"),
    (minimum(b, 0), "min(b, 0)", r"\min(b, 0)"),
    (maximum(v[k], k), "max_k v_k", r"\max_k v_k"),
    (maximum(v[k] + t[k], k) * b, "(max_k (v_k + t_k)) b", r"(\max_k (v_k + t_k)) b"),
    (
        cases((b, b < 0), (1, b <= s), (0, True)),
        "{b if b < 0; 1 if b ≤ s; 0 otherwise}",
        r"\begin{cases} b & \text{if } b < 0 \\ 1 & \text{if } b \le s \\ 0 & \text{otherwise} \end{cases}",
    ),
    (
        cases((b, b > 0), (s, b >= -1), (0, True)),
        "{b if b > 0; s if b ≥ −1; 0 otherwise}",
        r"\begin{cases} b & \text{if } b > 0 \\ s & \text{if } b \ge -1 \\ 0 & \text{otherwise} \end{cases}",
    ),
]

UNKNOWN = [
    (f(b, s), "f(b, s)", "f(b, s)"),
    (f(v, b), "f(v, b)", "f(v, b)"),
    (f[k](v), "f_k(v)", "f_k(v)"),
    (f(b, s).slope(1).slope(2), "∂_1∂_2f(b, s)", r"\partial_1\partial_2f(b, s)"),
    (f(v, b).slope(1, j), "∂_{1,j}f(v, b)", r"\partial_{1,j}f(v, b)"),
    (f(v).slope(1, j), "∂_jf(v)", r"\partial_jf(v)"),
    (f(G), "f(G)", "f(G)"),
    (exp(G), "exp(G)", r"\exp(G)"),
    (f(G @ v), "f((Σ_j G_kj v_j)_k)", r"f\left(\left(\sum_j G_{kj} v_j\right)_k\right)"),
    (probability("P")(b, s), "P(b, s)", "P(b, s)"),
    (probability("P")(b, given=c), "P(b, c)/P(c)", r"\frac{P(b, c)}{P(c)}"),
]

TABLE = [
    *LETTERS, *ENTRIES, *ARITHMETIC, *CALLS, *SUMS, *BOUND_NAMES, *CASES, *DERIVATIVES, *MATRICES,
    *HYPOTHESES, *UNKNOWN, *COMPARISONS, *PRODUCTS,
]  # fmt: skip


@pytest.mark.parametrize(("node", "as_text", "as_latex"), TABLE, ids=[row[1] for row in TABLE])
def test_table(node: object, as_text: str, as_latex: str) -> None:
    assert text(node) == as_text
    assert latex(node) == as_latex


def test_the_table_has_every_head() -> None:
    def heads(head: type) -> Iterator[type]:
        for sub in head.__subclasses__():
            yield sub
            yield from heads(sub)

    wanted = {head for root in (Written, Matrix) for head in heads(root)} - {WrittenAtom, Binder, OfMatrix}
    wanted = {head for head in wanted if head.__module__.startswith("derive.language.")}
    seen = {type(part) for node, _, _ in TABLE if isinstance(node, Basic) for part in walk(node)}
    assert wanted <= seen
    assert {*get_args(Hypothesis)} <= {type(node) for node, _, _ in TABLE}


@pytest.mark.parametrize(("node", "_text", "as_latex"), TABLE, ids=[row[1] for row in TABLE])
def test_latex_is_well_formed(node: object, _text: str, as_latex: str) -> None:
    assert as_latex.isascii(), "every letter has its command"
    assert as_latex.count(r"\left") == as_latex.count(r"\right")
    depth = [0]
    for sign in as_latex.replace(r"\{", "").replace(r"\}", ""):
        depth.append(depth[-1] + (sign in "{(") - (sign in "})"))
    assert min(depth) == depth[-1] == 0
    group = r"(\{([^{}]|\{[^{}]*\})*\}|[^{}\\]|\\[A-Za-z]+)"
    assert not re.search(rf"\^{group}\^|(?<!\}})_{group}_", as_latex), "TeX refuses double scripts"


def test_sympy_prints_with_it() -> None:
    assert str(p[k] * t[k]) == "p_k t_k"
    assert sympy.latex(p[k] ** 2) == "p_k^{2}"
    assert (p[k] / 2)._repr_latex_() == r"$\displaystyle \frac{p_k}{2}$"
    assert str(diag(p) @ v) == "diag(p) v"
    assert str(equal(j, k)) == "j = k"


def test_plain_sympy_is_read_first() -> None:
    i, size = sympy.symbols("i n", integer=True)
    base = sympy.IndexedBase("h", shape=(size,))
    assert text(sympy.Sum(sympy.exp(base[i]), (i, 1, size))) == "Σ_i exp(h_i)"


@pytest.mark.parametrize("nothing", ["h_k", 0.5, None, sympy.Tuple(b, s), sympy.Integral(b)])
def test_what_is_no_expression_is_refused(nothing: object) -> None:
    with pytest.raises(IllFormed):
        text(nothing)
