r"""The derivative of softmax, by cases.

The quickest way to the gradient of the cross-entropy on paper: let class j be the true one, so that the loss
is L = −log a_j, and differentiate in z_i twice over, once for i = j and once for i ≠ j. In the first case the
quotient rule has both numerator and denominator to work on, in the second the denominator alone. The two
results, a_i − 1 and a_i, are the entries of one vector: ∂L/∂z = a − y.

The cases need that class j has label 1 and all others 0. The vector form needs less: labels that sum to 1.
"""

from derive.identities import TWO_CASES

from derive import *

n = dims("n")
i, k = indices("i k", n)
j = label("j", n)

z = vector("z", n)
y = vector("y", n)
a = define("a", i, exp(z[i]) / Sum(exp(z[k]), k), source=TWO_CASES("C1"))
L = define("L", -Sum(y[k] * log(a[k]), k), source=TWO_CASES("C2"))

Z = Sum(exp(z[k]), k)
true_class = equation(y[k], delta(k, j))
same, different = equal(j, i), distinct(j, i)


# The loss


@identity(L, equals=-log(a[j]), given=true_class, source=TWO_CASES("C3"))
def loss_of_true_class(line):
    """If class j is the true one, its probability alone counts."""
    line(-Sum(y[k] * log(a[k]), k), by=unfold(L))
    line(-Sum(delta(k, j) * log(a[k]), k), by=given(true_class))
    line(by=sift)


@identity(D(L, z[i]), equals=D(L, a[j]) * D(a[j], z[i]), given=true_class, source=TWO_CASES("C4"))
def chain(line):
    """The chain rule: L depends on a_j alone."""
    line(D(-Sum(y[k] * log(a[k]), k), z[i]), by=unfold(L))
    line(Sum(-(y[k] / a[k]) * D(a[k], z[i]), k), by=chain_rule)
    line(-(y[j] / a[j]) * D(a[j], z[i]), by=given(true_class))
    line(D(-Sum(y[k] * log(a[k]), k), a[j]) * D(a[j], z[i]), by=differentiate)
    line(by=fold(L))


@identity(D(L, z[i]), equals=-(1 / a[j]) * D(a[j], z[i]), given=true_class, source=TWO_CASES("C4"))
def gradient_through_true_class(line):
    """The derivative of the logarithm."""
    line(D(L, a[j]) * D(a[j], z[i]), by=using(chain), row="C4")
    line(D(-log(a[j]), a[j]) * D(a[j], z[i]), by=differentiate & unfold(L) & given(true_class), row="C4")
    line(by=differentiate, row="C4")


# First case: j = i


@identity(D(L, z[i]), equals=-(1 / a[i]) * D(a[i], z[i]), given=(true_class, same), source=TWO_CASES("C5"))
def same_class_chain(line):
    """The case j = i."""
    line(-(1 / a[j]) * D(a[j], z[i]), by=using(gradient_through_true_class))
    line(by=given(same))


@identity(D(a[i], z[i]), equals=a[i] * (1 - a[i]), source=TWO_CASES("C6"))
def diagonal(line):
    """The quotient rule; of the denominator only the term k = i has a derivative."""
    line(D(exp(z[i]) / Z, z[i]), by=unfold(a), row="C6")
    line((D(exp(z[i]), z[i]) * Z - exp(z[i]) * D(Z, z[i])) / Z**2, by=quotient_rule, row="C6")
    line((exp(z[i]) * Z - exp(z[i]) * exp(z[i])) / Z**2, by=differentiate, row="C6")
    line(exp(z[i]) * (Z - exp(z[i])) / Z**2, by=factor, row="C6")
    line(exp(z[i]) / Z * ((Z - exp(z[i])) / Z), by=split, row="C6")
    line(exp(z[i]) / Z * (1 - exp(z[i]) / Z), by=split, row="C6")
    line(by=fold(a), row="C6")


@identity(D(L, z[i]), equals=a[i] - 1, given=(true_class, same), source=TWO_CASES("C7"))
def same_class_gradient(line):
    """The first result: a_i − 1, which is negative, so that descent raises the score of the true class."""
    line(-(1 / a[i]) * D(a[i], z[i]), by=using(same_class_chain), row="C7")
    line(-(1 / a[i]) * a[i] * (1 - a[i]), by=using(diagonal), row="C7")  # type: ignore[arg-type, unused-ignore]  # the identity above, not the word
    line(by=cancel, row="C7")


# Second case: j ≠ i


@identity(D(a[j], z[i]), equals=-a[j] * a[i], given=different, source=TWO_CASES("C9"))
def off_diagonal(line):
    """The numerator does not depend on z_i; of the denominator only the term k = i has a derivative."""
    line(D(exp(z[j]) / Z, z[i]), by=unfold(a), row="C9")
    line(-(exp(z[j]) * D(Z, z[i]) / Z**2), by=quotient_rule & given(different), row="C9")
    line(-(exp(z[j]) * exp(z[i]) / Z**2), by=differentiate, row="C9")
    line(-(exp(z[j]) / Z) * (exp(z[i]) / Z), by=split, row="C9")
    line(by=fold(a), row="C9")


@identity(D(L, z[i]), equals=a[i], given=(true_class, different), source=TWO_CASES("C10"))
def other_class_gradient(line):
    """The second result: a_i, which is positive, so that descent lowers the scores of the other classes."""
    line(-(1 / a[j]) * D(a[j], z[i]), by=using(gradient_through_true_class), row="C8")
    line(-(1 / a[j]) * (-a[j] * a[i]), by=using(off_diagonal), row="C10")
    line(by=cancel, row="C10")


# Both cases


@identity(D(L, z[i]), equals=cases((a[i] - 1, equal(j, i)), a[i]), given=true_class, source=TWO_CASES("C11"))
def gradient_by_cases(line):
    """The two results in one formula."""
    line(-(1 / a[j]) * D(a[j], z[i]), by=using(gradient_through_true_class))
    line(-(1 / a[j]) * cases((a[i] * (1 - a[i]), equal(j, i)), -a[j] * a[i]), by=differentiate & unfold(a))
    line(by=by_cases)


@identity(D(L, z[i]), equals=a[i] - y[i], given=normalised(y), source=TWO_CASES("C12"))
def gradient(line):
    """Probability less label: for any labels that sum to 1, one-hot or not."""
    line(D(-Sum(y[k] * log(a[k]), k), z[i]), by=unfold(L))
    line(D(Sum(y[k] * (log(Z) - z[k]), k), z[i]), by=unfold(a) & exp_log)
    line(Sum(y[k] * (exp(z[i]) / Z - delta(i, k)), k), by=differentiate)
    line(Sum(y[k] * (a[i] - delta(i, k)), k), by=fold(a))
    line(a[i] * Sum(y[k], k) - y[i], by=sift)
    line(by=given(normalised(y)))


@identity(D(L, z), equals=a - y, given=normalised(y), source=TWO_CASES("C12"))
def gradient_vector(line):
    """In vector form."""
    line(by=using(gradient))
