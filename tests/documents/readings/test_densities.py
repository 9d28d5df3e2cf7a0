"""Densities and likelihoods: what is said by a logarithm, at places, and of chances raised to outcomes."""

from tests.documents.readings.judged import verdicts

LAPLACE = r"$$\log p(x \mid m, b) = -\log 2 - \log b - \frac{(x-m)^2}{b}$$" + "\n"
COINS = r"""
The chance of an outcome is
$$p(x_i \mid \theta) = \theta^{x_i}(1-\theta)^{1-x_i}$$
and of all of them
$$L(\theta) = \prod_{i=1}^n p(x_i \mid \theta)$$
"""
NORMAL = r"$$p(y_i \mid x_i, w) = \frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(y_i - w x_i)^2}{2\sigma^2}\right)$$"


def test_a_logarithm_says_what_a_density_is():
    right = (
        LAPLACE
        + r"""
$$\frac{\partial \log p(x \mid m, b)}{\partial m} = \frac{2(x-m)}{b}$$
$$\frac{\partial \log p(x \mid m, b)}{\partial b} = -\frac1b + \frac{(x-m)^2}{b^2}$$"""
    )
    assert verdicts(right) == ["proved", "proved"]
    wrong = LAPLACE + r"$$\frac{\partial \log p(x \mid m, b)}{\partial b} = -\frac1b - \frac{(x-m)^2}{b^2}$$"
    assert verdicts(wrong) == ["refuted"]
    bayes = r"$$\log p(\theta \mid x) = \log p(x \mid \theta) + \log p(\theta) - \log p(x)$$"
    assert verdicts(bayes) == ["proved"]
    assert verdicts(bayes.replace("+", "-")) == ["undecided"]


def test_a_negative_logarithm_and_one_within_a_chain():
    text = r"""$$-\log q(a \mid b) = a b^2$$
$$\frac{\partial}{\partial b} \log q(a \mid b) = -2 a b$$
$$\ell(\mu) = \log p(x \mid \mu) = -\frac12 (x - \mu)^2$$
$$\frac{d\ell(\mu)}{d\mu} = x - \mu$$
$$\frac{d\ell(\mu)}{d\mu} = \mu - x$$"""
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_a_supposed_logarithm_defines_nothing():
    text = r"""If $\log p(x \mid a) = -a x$, then
$$\frac{\partial \log p(x\mid a)}{\partial a} = x$$"""
    assert verdicts(text) == ["undecided"]


def test_densities_with_their_letters_exchanged_are_others():
    text = r"""$$p(u \mid w) = e^{-(u-2w)^2}$$
$$p(w \mid u) = e^{-(w-2u)^2}$$
$$p(v \mid w) = e^{-(v-2w)^2}$$"""
    assert verdicts(text) == ["undecided", "undecided"]


def test_places_of_arguments_are_places_of_the_density():
    text = (
        COINS
        + r"""
$$\log L(\theta) = \sum_{i=1}^n \left( x_i\log\theta + (1-x_i)\log(1-\theta)\right)$$
$$\frac{d \log L(\theta)}{d\theta} = \sum_{i=1}^n \left(\frac{x_i}{\theta} - \frac{1-x_i}{1-\theta}\right)$$
$$L(\theta) = \theta^{\sum_i x_i} (1-\theta)^{n - \sum_i x_i}$$"""
    )
    assert verdicts(text) == ["proved", "proved", "proved"]
    wrong = (
        COINS
        + r"""
$$\log L(\theta) = \sum_{i=1}^n \left( x_i\log\theta + x_i\log(1-\theta)\right)$$
$$\frac{d \log L(\theta)}{d\theta} = \sum_{i=1}^n \left(\frac{x_i}{\theta} + \frac{1-x_i}{1-\theta}\right)$$
$$\frac{p(x_j\mid\theta)}{p(x_k \mid\theta)} = \left(\frac{\theta}{1-\theta}\right)^{x_k - x_j}$$"""
    )
    assert verdicts(wrong) == ["refuted", "refuted", "refuted"]


def test_a_standard_deviation_under_a_root():
    right = (
        NORMAL
        + r"""
$$-\log p(y_i \mid x_i, w) = \frac{(y_i - w x_i)^2}{2\sigma^2} + \frac12\log(2\pi\sigma^2)$$
$$\log p(y_i \mid x_i, w) = -\frac{(y_i - w x_i)^2}{2\sigma^2} - \frac12\log(2\pi) - \log\sigma$$
$$\frac{\partial}{\partial w}\sum_{i=1}^n\log p(y_i \mid x_i, w) = \frac{1}{\sigma^2}\sum_{i=1}^n (y_i - w x_i) x_i$$"""
    )
    assert verdicts(right) == ["proved", "proved", "proved"]
    wrong = (
        NORMAL
        + r"""
$$-\log p(y_i \mid x_i, w) = \frac{(y_i - w x_i)^2}{2\sigma^2} + \log(2\pi\sigma^2)$$
$$\frac{\partial}{\partial w}\sum_{i=1}^n\log p(y_i \mid x_i, w) = \frac{1}{\sigma^2}\sum_{i=1}^n (y_i - w x_i)$$"""
    )
    assert verdicts(wrong) == ["refuted", "refuted"]


def test_a_chance_called_by_the_letter_that_it_depends_on():
    text = r"""$$L(p) = \prod_{i=1}^n p^{x_i}(1-p)^{1-x_i}$$
$$\ln L(p) = \left(\sum_i x_i\right) \ln p + \left(n-\sum_i x_i\right)\ln(1-p)$$
$$\frac{d^2\ln L(p)}{dp^2} = -\frac{\sum_i x_i}{p^2} - \frac{n - \sum_i x_i}{(1-p)^2}$$
$$\frac{d^2\ln L(p)}{dp^2} = -\frac{\sum_i x_i}{p^2} + \frac{n - \sum_i x_i}{(1-p)^2}$$"""
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_a_power_behind_the_brackets_of_a_logarithm():
    assert verdicts(r"$$\log (2 v)^{n/2} = \frac n2 \log(2 v)$$") == ["proved"]
    assert verdicts(r"$$\log (2 v)^{n/2} = n \log(2 v)$$") == ["refuted"]
    assert verdicts(r"$$\log (x)^2 = 2 \log(x)$$") == ["undecided"]  # or the square of the logarithm
    assert verdicts(r"$$\ln \lambda \sum_i x_i = \sum_i x_i \ln \lambda$$") == ["proved"]


def test_likelihoods_of_chances_that_nobody_defines():
    text = r"""The Lagrangian of $L(\theta) = P(D\mid\theta)$ is
$$l(\theta, \lambda) = \log L(\theta) = \sum_{m=1}^M a_m \log \theta_m - \lambda (\sum_{m=1}^M \theta_m - 1)$$
$$\frac{\partial l}{\partial \theta_m} = \frac{a_m}{\theta_m} - \lambda$$
$$\frac{\partial l}{\partial \lambda} = 1 - \sum_{m=1}^M \theta_m$$
$$\frac{\partial l}{\partial \theta_m} = \frac{\theta_m}{a_m} - \lambda$$"""
    assert verdicts(text) == ["undecided", "proved", "proved", "undecided"]
    text = r"""$$J(w) = -\log \prod_{i=1}^n q(y_i \mid x_i, w) = \sum_{i=1}^n \frac12 (y_i - w x_i)^2$$
$$J'(w) = -\sum_{i=1}^n (y_i - w x_i) x_i$$
$$J'(w) = -\sum_{i=1}^n (y_i - w x_i)$$"""
    assert verdicts(text) == ["undecided", "proved", "undecided"]


def test_chances_that_are_defined_are_used():
    text = r"""$$p(x_i \mid \mu) = e^{-(x_i-\mu)^2/2}$$
$$\ell(\mu) = \sum_{i=1}^n \log p(x_i \mid\mu) = -\frac12 \sum_{i=1}^n (x_i - 2\mu)^2$$
$$\frac{d\ell}{d\mu} = \sum_{i=1}^n (x_i - \mu)$$"""
    assert verdicts(text) == ["refuted", "proved"]
