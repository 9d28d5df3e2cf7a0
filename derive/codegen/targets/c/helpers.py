"""Functions that stand above the main one in a C file, where it uses them."""

from __future__ import annotations

from derive.codegen.names import helpers
from derive.language.functions import BOOK

MATH = tuple(
    dict.fromkeys(
        (
            *("exp", "log", "log1p", "tanh", "sin", "cos", "sqrt", "pow", "fabs"),
            *(word for meaning in BOOK.values() if isinstance(word := meaning.code["c"], str)),
        )
    )
)
"""Functions of math.h, by the name that takes doubles; written in capitals they take what `real` is."""


def _real(kind: str, ending: str) -> str:
    names = (f"#define {name.upper()} {name}{ending}" for name in MATH)
    return "\n".join([f"typedef {kind} real;", *names])


TYPES = {"float64": _real("double", ""), "float32": _real("float", "f")}

EXP = {
    "float64": """
/* exp x, which must not overflow, without a branch, so that loops are vectorised:
 * exp x = 2^k exp r. Below -745.2 it is 0; 2^k comes in two halves, so that results too small
 * to be normal come out right. */
static inline double exp_(double x)
{
    const double shift = 0x1.8p52;
    x = x < -746.0 ? -746.0 : x;
    double k = (x * 0x1.71547652b82fep0 + shift) - shift;
    double r = (x - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
    double e = 1.6059043836821613e-10;
    e = e * r + 2.08767569878681e-09;
    e = e * r + 2.505210838544172e-08;
    e = e * r + 2.755731922398589e-07;
    e = e * r + 2.7557319223985893e-06;
    e = e * r + 2.48015873015873e-05;
    e = e * r + 1.984126984126984e-04;
    e = e * r + 1.3888888888888889e-03;
    e = e * r + 8.333333333333333e-03;
    e = e * r + 4.1666666666666664e-02;
    e = e * r + 1.6666666666666666e-01;
    e = e * r + 0.5;
    e = 1 + (r + r * r * e);
    double half = (k * 0.5 + shift) - shift, rest = k - half;
    union { double value; uint64_t bits; } one, other;
    one.value = half + (shift + 1023);
    other.value = rest + (shift + 1023);
    one.bits <<= 52;
    other.bits <<= 52;
    return e * one.value * other.value;
}
""",
    "float32": """
/* exp x, which must not overflow, without a branch, so that loops are vectorised:
 * exp x = 2^k exp r. Below -103.98 it is 0; 2^k comes in two halves, so that results too small
 * to be normal come out right. */
static inline float exp_(float x)
{
    const float shift = 0x1.8p23f;
    x = x < -105.0f ? -105.0f : x;
    float k = (x * 0x1.715476p0f + shift) - shift;
    float r = (x - k * 0x1.62e400p-1f) - k * 0x1.7f7d1cp-20f;
    float e = 1.9841270e-04f;
    e = e * r + 1.3888889e-03f;
    e = e * r + 8.3333333e-03f;
    e = e * r + 4.1666667e-02f;
    e = e * r + 1.6666667e-01f;
    e = e * r + 0.5f;
    e = 1 + (r + r * r * e);
    float half = (k * 0.5f + shift) - shift, rest = k - half;
    union { float value; uint32_t bits; } one, other;
    one.value = half + (shift + 127);
    other.value = rest + (shift + 127);
    one.bits <<= 23;
    other.bits <<= 23;
    return e * one.value * other.value;
}
""",
}

FUNCTIONS = {
    "exp_": "",
    "square": """
static inline real square(real x) { return x * x; }
""",
    "add": """
enum { BLOCK = 128 };

/* sum + part, with what rounding loses kept for the next time. */
static inline void add(real *sum, real *lost, real part)
{
    const real term = part - *lost, next = *sum + term;
    *lost = (next - *sum) - term;
    *sum = next;
}
""",
    "total": """
/* The sum of n entries, in blocks, so that rounding does not grow with n. */
static inline real total(ptrdiff_t n, const real *a, ptrdiff_t da)
{
    real sum = 0, lost = 0;
    for (ptrdiff_t start = 0; start < n; start += BLOCK) {
        const ptrdiff_t end = start + BLOCK < n ? start + BLOCK : n;
        real part = 0;
        if (da == 1) {
#pragma omp simd reduction(+ : part)
            for (ptrdiff_t k = start; k < end; k++) part += a[k];
        } else {
            for (ptrdiff_t k = start; k < end; k++) part += a[k * da];
        }
        add(&sum, &lost, part);
    }
    return sum;
}
""",
    "product": """
enum { TALL = 8, WIDE = 16, DEEP = 256 };

/* A matrix whose entries lie so far apart, down a column and along a row. */
typedef struct { const real *at; ptrdiff_t down, along; } Matrix;

/* sum_ij += sum of a_ip b_pj over p < k for a tile, which stays in registers. */
static inline void tile(ptrdiff_t k, Matrix a, const real *restrict b, real sum[TALL][WIDE])
{
    for (ptrdiff_t p = 0; p < k; p++)
        for (int i = 0; i < TALL; i++) {
            const real weight = a.at[i * a.down + p * a.along];
#pragma omp simd
            for (int j = 0; j < WIDE; j++) sum[i][j] += weight * b[p * WIDE + j];
        }
}

/* out_ij = sum of a_ip b_pj over p < k, for m rows and n columns. */
static void product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, Matrix a, Matrix b, real *out)
{
    real right[DEEP * WIDE], left[DEEP * TALL];
    for (ptrdiff_t at = 0; at < m * n; at++) out[at] = 0;
    for (ptrdiff_t from = 0; from < k; from += DEEP)
        for (ptrdiff_t column = 0; column < n; column += WIDE) {
            const ptrdiff_t depth = from + DEEP < k ? DEEP : k - from;
            const ptrdiff_t width = column + WIDE < n ? WIDE : n - column;
            const real *columns = b.at + from * b.down + column * b.along;
            for (ptrdiff_t p = 0; p < depth; p++)
                for (ptrdiff_t j = 0; j < WIDE; j++)
                    right[p * WIDE + j] = j < width ? columns[p * b.down + j * b.along] : 0;
            for (ptrdiff_t row = 0; row < m; row += TALL) {
                const ptrdiff_t height = row + TALL < m ? TALL : m - row;
                Matrix rows = {a.at + row * a.down + from * a.along, a.down, a.along};
                real sum[TALL][WIDE] = {{0}};
                if (height < TALL) {
                    for (ptrdiff_t p = 0; p < depth; p++)
                        for (ptrdiff_t i = 0; i < TALL; i++)
                            left[p * TALL + i] =
                                i < height ? rows.at[i * rows.down + p * rows.along] : 0;
                    rows = (Matrix){left, 1, TALL};
                }
                tile(depth, rows, right, sum);
                for (ptrdiff_t i = 0; i < height; i++)
                    for (ptrdiff_t j = 0; j < width; j++)
                        out[(row + i) * n + column + j] += sum[i][j];
            }
        }
}
""",
    "sum_without": """
/* The sum of all entries but the one at a place. */
static inline real sum_without(ptrdiff_t n, const real *a, ptrdiff_t da, ptrdiff_t place)
{
    return total(place, a, da) + total(n - place - 1, a + (place + 1) * da, da);
}
""",
    "largest": """
/* The largest of n scores. */
static inline real largest(ptrdiff_t n, const real *s, ptrdiff_t ds)
{
    real top = -INFINITY;
    if (ds == 1) {
#pragma omp simd reduction(max : top)
        for (ptrdiff_t k = 0; k < n; k++) top = s[k] > top ? s[k] : top;
    } else {
        for (ptrdiff_t k = 0; k < n; k++) top = s[k * ds] > top ? s[k * ds] : top;
    }
    return top;
}
""",
    "exp_less": """
/* exp(s - top); what rounding takes from s - top is put back, for exp would multiply it. */
static inline real exp_less(real s, real top)
{
    const real d = s - top, back = s - d, lost = (s - (d + back)) + (back - top), e = exp_(d);
    return lost == lost ? e + e * lost : e;
}
""",
    "softargmax": """
/* p_k = exp s_k / sum_j exp s_j for one row. */
static inline void softargmax(ptrdiff_t n, const real *s, ptrdiff_t ds, real *p, ptrdiff_t dp)
{
    const real top = largest(n, s, ds);
    real sum = 0, lost = 0;
    for (ptrdiff_t start = 0; start < n; start += BLOCK) {
        const ptrdiff_t end = start + BLOCK < n ? start + BLOCK : n;
        real part = 0;
        if (ds == 1 && dp == 1) {
#pragma omp simd reduction(+ : part)
            for (ptrdiff_t k = start; k < end; k++) part += p[k] = exp_less(s[k], top);
        } else {
            for (ptrdiff_t k = start; k < end; k++) part += p[k * dp] = exp_less(s[k * ds], top);
        }
        add(&sum, &lost, part);
    }
    for (ptrdiff_t k = 0; k < n; k++) p[k * dp] /= sum;
}
""",
    "softargmax_less_one": """
/* p_k = exp s_k / sum_j exp s_j for one row; at the label p_k - 1, by the others. */
static inline void softargmax_less_one(
    ptrdiff_t n, const real *restrict s, ptrdiff_t label, real *restrict p)
{
    const real top = largest(n, s, 1);
    real own = 0, others = 0, lost = 0;
    for (ptrdiff_t start = 0; start < n; start += BLOCK) {
        const ptrdiff_t end = start + BLOCK < n ? start + BLOCK : n;
        real part = 0;
#pragma omp simd reduction(+ : part)
        for (ptrdiff_t k = start; k < end; k++) part += p[k] = exp_less(s[k], top);
        if (start <= label && label < end) {
            own = p[label];
            p[label] = part = 0;
            for (ptrdiff_t k = start; k < end; k++) part += p[k];
        }
        add(&others, &lost, part);
    }
    p[label] = -others;
    const real sum = own + others;
#pragma omp simd
    for (ptrdiff_t k = 0; k < n; k++) p[k] /= sum;
}
""",
    "log_softargmax": """
/* s_k - log sum_j exp s_j for one row; log1p keeps the digits where one score is far ahead. */
static inline void log_softargmax(ptrdiff_t n, const real *s, ptrdiff_t ds, real *p, ptrdiff_t dp)
{
    ptrdiff_t top = 0;
    real rest = 0;
    for (ptrdiff_t k = 1; k < n; k++) top = s[k * ds] > s[top * ds] ? k : top;
    for (ptrdiff_t k = 0; k < n; k++) rest += k == top ? 0 : exp_less(s[k * ds], s[top * ds]);
    rest = LOG1P(rest);
    for (ptrdiff_t k = 0; k < n; k++) p[k * dp] = (s[k * ds] - s[top * ds]) - rest;
}
""",
    "logsumexp": """
/* log sum_k exp s_k for one row; -inf where nothing is summed, or nothing but -inf. */
static inline real logsumexp(ptrdiff_t n, const real *s, ptrdiff_t ds)
{
    ptrdiff_t top = 0;
    for (ptrdiff_t k = 1; k < n; k++) top = s[k * ds] > s[top * ds] ? k : top;
    if (n == 0 || isinf(s[top * ds])) return n == 0 ? -INFINITY : s[top * ds];
    real rest = 0;
    for (ptrdiff_t k = 0; k < n; k++) rest += k == top ? 0 : exp_less(s[k * ds], s[top * ds]);
    return s[top * ds] + LOG1P(rest);
}
""",
    "complement": """
/* 1 - p_k for one row; for the largest p_k as the sum of the others, which keeps all digits. */
static inline void complement(ptrdiff_t n, const real *p, ptrdiff_t dp, real *q, ptrdiff_t dq)
{
    ptrdiff_t top = 0;
    real rest = 0;
    for (ptrdiff_t k = 1; k < n; k++) top = p[k * dp] > p[top * dp] ? k : top;
    for (ptrdiff_t k = 0; k < n; k++) rest += k == top ? 0 : p[k * dp];
    for (ptrdiff_t k = 0; k < n; k++) q[k * dq] = k == top ? rest : 1 - p[k * dp];
}
""",
    "difference": """
/* p_k - y_k for one row; for the largest p_k as p_k (1 - y_k) - y_k sum_{j != k} p_j. */
static inline void difference(
    ptrdiff_t n, const real *p, ptrdiff_t dp, const real *y, ptrdiff_t dy, real *flow, ptrdiff_t df)
{
    ptrdiff_t top = 0;
    real rest = 0;
    for (ptrdiff_t k = 1; k < n; k++) top = p[k * dp] > p[top * dp] ? k : top;
    for (ptrdiff_t k = 0; k < n; k++) rest += k == top ? 0 : p[k * dp];
    if (n == 0) return;
    const real best = p[top * dp] * (1 - y[top * dy]) - y[top * dy] * rest;
    for (ptrdiff_t k = 0; k < n; k++) flow[k * df] = p[k * dp] - y[k * dy];
    flow[top * df] = best;
}
""",
    "eliminated": """
/* Elimination in the n x n matrix a, and in the n x k right sides b beside it; of a column the
 * largest pivot first. Returns the sign of the exchanges, 0 where a is singular. */
static inline int eliminated(ptrdiff_t n, real *a, ptrdiff_t k, real *b)
{
    int sign = 1;
    for (ptrdiff_t c = 0; c < n; c++) {
        ptrdiff_t top = c;
        for (ptrdiff_t r = c + 1; r < n; r++) {
            if (FABS(a[r * n + c]) > FABS(a[top * n + c])) top = r;
        }
        if (a[top * n + c] == 0) return 0;
        if (top != c) sign = -sign;
        for (ptrdiff_t j = c; top != c && j < n; j++) {
            const real kept = a[c * n + j];
            a[c * n + j] = a[top * n + j];
            a[top * n + j] = kept;
        }
        for (ptrdiff_t j = 0; top != c && j < k; j++) {
            const real kept = b[c * k + j];
            b[c * k + j] = b[top * k + j];
            b[top * k + j] = kept;
        }
        for (ptrdiff_t r = c + 1; r < n; r++) {
            const real share = a[r * n + c] / a[c * n + c];
            for (ptrdiff_t j = c + 1; j < n; j++) a[r * n + j] -= share * a[c * n + j];
            for (ptrdiff_t j = 0; j < k; j++) b[r * k + j] -= share * b[c * k + j];
        }
    }
    return sign;
}
""",
    "solved": """
/* The n x k right sides b become the solutions x of a x = b; a is used up. Returns whether a is
 * singular. */
static inline int solved(ptrdiff_t n, real *a, ptrdiff_t k, real *b)
{
    if (eliminated(n, a, k, b) == 0) return 1;
    for (ptrdiff_t r = n - 1; r >= 0; r--) {
        for (ptrdiff_t c = r + 1; c < n; c++) {
            for (ptrdiff_t j = 0; j < k; j++) b[r * k + j] -= a[r * n + c] * b[c * k + j];
        }
        for (ptrdiff_t j = 0; j < k; j++) b[r * k + j] /= a[r * n + r];
    }
    return 0;
}
""",
    "determinant": """
/* det a; a is used up. */
static inline real determinant(ptrdiff_t n, real *a)
{
    real product = eliminated(n, a, 0, a);
    for (ptrdiff_t c = 0; product != 0 && c < n; c++) product *= a[c * n + c];
    return product;
}
""",
    "log_determinant": """
/* log |det a|, -inf where a is singular; a is used up. */
static inline real log_determinant(ptrdiff_t n, real *a)
{
    real sum = eliminated(n, a, 0, a) ? 0 : -INFINITY;
    for (ptrdiff_t c = 0; sum > -INFINITY && c < n; c++) sum += LOG(FABS(a[c * n + c]));
    return sum;
}
""",
    "root": """
/* The lower triangle of a becomes that of l, where a = l l^T. Returns whether a is not positive
 * definite. */
static inline int root(ptrdiff_t n, real *a)
{
    for (ptrdiff_t r = 0; r < n; r++) {
        for (ptrdiff_t c = 0; c <= r; c++) {
            real rest = a[r * n + c];
            for (ptrdiff_t j = 0; j < c; j++) rest -= a[r * n + j] * a[c * n + j];
            if (r == c && rest <= 0) return 1;
            a[r * n + c] = r == c ? SQRT(rest) : rest / a[c * n + c];
        }
    }
    return 0;
}
""",
    "solved_by_root": """
/* The n x k right sides b become the solutions x of a x = b, for a positive definite a, which is
 * used up. Returns whether it is none. */
static inline int solved_by_root(ptrdiff_t n, real *a, ptrdiff_t k, real *b)
{
    if (root(n, a)) return 1;
    for (ptrdiff_t r = 0; r < n; r++) {
        for (ptrdiff_t c = 0; c < r; c++) {
            for (ptrdiff_t j = 0; j < k; j++) b[r * k + j] -= a[r * n + c] * b[c * k + j];
        }
        for (ptrdiff_t j = 0; j < k; j++) b[r * k + j] /= a[r * n + r];
    }
    for (ptrdiff_t r = n - 1; r >= 0; r--) {
        for (ptrdiff_t j = 0; j < k; j++) b[r * k + j] /= a[r * n + r];
        for (ptrdiff_t c = 0; c < r; c++) {
            for (ptrdiff_t j = 0; j < k; j++) b[c * k + j] -= a[r * n + c] * b[r * k + j];
        }
    }
    return 0;
}
""",
    "log_determinant_by_root": """
/* log det a of a positive definite a, which is used up; NaN where it is none. */
static inline real log_determinant_by_root(ptrdiff_t n, real *a)
{
    real sum = root(n, a) ? NAN : 0;
    for (ptrdiff_t c = 0; c < n; c++) sum += 2 * LOG(a[c * n + c]);
    return sum;
}
""",
    **helpers("c"),
}
"""In the order in which they stand in a file."""

NEEDS = {
    "solved": {"eliminated"},
    "determinant": {"eliminated"},
    "log_determinant": {"eliminated"},
    "solved_by_root": {"root"},
    "log_determinant_by_root": {"root"},
    "softargmax": {"largest", "exp_less", "exp_", "add"},
    "softargmax_less_one": {"largest", "exp_less", "exp_", "add"},
    "log_softargmax": {"exp_less", "exp_"},
    "logsumexp": {"exp_less", "exp_"},
    "sum_without": {"total"},
    "total": {"add"},
}
"""The functions above that each uses itself."""
