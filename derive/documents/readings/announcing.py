"""The words around a formula that say what it is for: a definition, a supposition, an example, a question, a denial."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"[。！？!?；;]|\.\s|\n[ \t]*\n|\n[ \t]*[-*#]\s|\$\$|\\\]|\\end\{\w+\*?\}")


CONDITIONAL = re.compile(
    r"(?:\b(?:if|iff|when|whenever|only if|only when|case|cases|equivalent to|evaluated at|at|unless|exactly when|until"
    r"|(?:not|never)(?: \w+){0,3} (?:that|assume)|even if|as if)|如果|若|当|仅当|情况|情形|假如)[\s:,]*$",
    re.IGNORECASE,
)


AT_THAT = re.compile(r"\s*(?:时|的时候|的?情[况形]下?)(?![刻间])")
"""Words right behind an equation that supposes: 当 n = 1 时."""


SAYS = re.compile(
    r"(?<![^\W\d_])(?!(?:step|part|exercise|problem|question|eq|equation|line|case|claim|[ivx]+)\b)[^\W\d_\u4e00-\u9fff]{2,}|[\u4e00-\u9fff]",
    re.IGNORECASE,
)
"""Words that say something, more than what numbers a line: (a), iv., Step 3."""


SUPPOSES = re.compile(r"(?:(?<!only )(?<!equality )\b(?:if|when|case)|如果|若|当)[\s:,]*$", re.IGNORECASE)
"""Words behind which a new letter may be introduced: "if $y = W x$, then …"."""


_UP_TO = re.compile(
    r"\bup to (?:\w+ ){0,3}(?:constants?|factors?|terms?|scal\w+)\b|\bproportional\b|\bwithout (?:the )?constants?\b"
    r"|\b(?:ignor|dropp|omitt|neglect|disregard)\w* (?:\w+ ){0,4}(?:constants?|terms?|factors?)\b"
    r"|(?:忽略|略去|省略|去掉|除去|除开|舍去|不计)[^。]{0,20}(?:常数|项)|相差(?:一个)?常数|正比",
    re.IGNORECASE,
)
_EQUATION = re.compile(r"\$[^$]*=[^$]*\$")


def leaves_out(words: str) -> bool:
    """Whether words behind the last equation say that one leaves something out: it defines and refutes nothing."""
    return _UP_TO.search(_EQUATION.split(words)[-1]) is not None


IF = re.compile(r"(?:\bif|\bwhen|如果|若|当)$", re.IGNORECASE)


OR = re.compile(r"(?:\bor(?: else)?|\balternatively|或者?)[\s,，]*$", re.IGNORECASE)


QUESTION = re.compile(
    r"[\s,，]*(?:(?:and|\$[^$]{0,80}\$)[\s,，]*)*(?:what|how|find|which|compute|求|问|则)\b[^.。]{0,120}[?？]",
    re.IGNORECASE,
)


ONLY = re.compile(r"\b(?:only|even|unless|not|except|as)\b|除非|即使", re.IGNORECASE)


TO_THE_END = re.compile(
    r"[ ,，:：]*(?:then|so|hence|时|则|那么|有|we (?:have|get|find)|it follows that|this (?:gives|becomes|is)"
    r"|the \w+ \w+)?[ ,，:：]*"
    r"(?:\n*[ \t]*(?:\$\$.*?\$\$|\\\[.*?\\\])[ \t,，.。]*|\$[^$]+\$)+",
    re.DOTALL | re.IGNORECASE,
)
"""From a supposition to the end of what it supposes: the formulas right behind it."""


SETS_TO_ZERO = re.compile(
    r"\b(?:set(?:s|ting)?|equat(?:e|es|ing)|let(?:ting)?|put(?:ting)?|solv(?:e|es|ing)|requir(?:e|es|ing)|impos(?:e|es|ing)"
    r"|satisf(?:y|ies)|constraints?|subject to|hyper-?plane|boundary)\b[^.]*$|(?:令|约束|满足|超平面|驻点|极值)[^。]*$",
    re.IGNORECASE,
)
"""Words behind which an equation with 0 is set, and not claimed."""


CONSTRAINS = re.compile(
    r"(?:\bs\.\s?t\.|\bsubject to|\bsuch that|\b(?:conditions?|constraints?)(?: of| that)?|\bconstrained (?:to|by)"
    r"|\bsatisfying|\bneeds? to (?:set|satisfy)|\bwe (?:need|require|want|demand)(?: that)?"
    r"|\bthe (?:best[- ]fit(?:ting)? )?line)\s*[:：]?\s*(?:the (?:\w+ )?constraints?\s*)?$"
    r"|(?:约束条件?|满足(?:条件)?|使得)(?:为|是)?\s*[:：]?\s*$",
    re.IGNORECASE,
)
"""Words right before an equation that constrains: it claims nothing, and defines nothing."""


SATISFIES = re.compile(
    r"\b(?:satisf(?:y|ies)|obeys?|fulfil(?:l|ls|s)?|roots?(?: of)?|zeros? of|implicitly by)\s*[:：]?\s*$"
    r"|(?:满足|的根|的零点)\s*[:：]?\s*$",
    re.IGNORECASE,
)
"""Words right before an equation that says where something holds, not what the letter on its left is."""


TO_BE_SOLVED = re.compile(
    r"(?:\bsolv(?:e[sd]?|ing)|\bsolutions? (?:of|to)|\bsystems?(?: of (?:linear )?equations)?|\bequations?|求解"
    r"|方程组?)\s*$",
    re.IGNORECASE,
)
"""Words right before an equation that is to be solved."""


UNDER_EQUATION = re.compile(r"(?:\b(?:for|if|when|case|at)\b|若|当|如果)[^.$]*\$[^$]*=[^$]*\$", re.IGNORECASE)
"""For `x = 0`: what is said under it is a value, and no definition."""


INDICATES = re.compile(r"\s*,?\s*(?:if|when|for)\b[^.$]*\$[^$]*\$?|\s*[，,]?\s*(?:若|当|如果)", re.IGNORECASE)
"""y_i = 1 if the class is i: this is said of every i, and of no label."""


IMPLIES = re.compile(
    r"\\(?:implies|iff|impliedby|Rightarrow|Longrightarrow|Leftrightarrow|Longleftrightarrow)\b|[⇒⇔]"
)


EXAMPLE = re.compile(r"\b(?:for example|e\.g\.|for instance|say)\b|例如|比如", re.IGNORECASE)


DEFINES = re.compile(
    r"\b(?:let|where|writ(?:e|ing)|define[sd]?|denotes?|denoted|set|put|call(?:ed)?|with|now|here|introduce"
    r"|abbreviat\w+|given by|is|are|be|reads?|gives?|:)\b[^.]*$|设|令|记|定义|其中|为|是",
    re.IGNORECASE,
)


NOW = re.compile(
    r"\b(?:now|here|in this section|let|define|instead|this time|redefine|set)\b|现在|此处|令|设",
    re.IGNORECASE,
)


ABOUT = re.compile(
    r"\s*(?:for|with|using|over|across|in the case of|对于?|若?用|采用|使用)(?![A-Za-z])", re.IGNORECASE
)
"""How a sentence begins that turns to another subject."""


ASSUMES = re.compile(
    r"\b(?:where|with|assum\w+|suppos\w+|such that|subject to|given|since|because|as|satisf\w+|constraint|that is"
    r"|i\.e\.|normali[sz]\w+|one-?hot|probabilit\w+|distribution)\b[^.]*$|假设|其中|满足|设|因为|由于|约束|即",
    re.IGNORECASE,
)


SETS = re.compile(
    r"\b(?:let|suppos\w+|assum\w+|such that|subject to|given that|satisf\w+|constraint|consider)\b(?P<rest>.*)$"
    r"|(?:设|假设|假定|满足|约束|给定)(?P<more>.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""Words that set what follows them, up to words that draw a conclusion."""


GIVES = re.compile(
    r"(?:\bgiven|\bconsider|\btake|\bfor|\bwith|\b(?:the|a) functions?|\bfunctions? like|函数|考虑|取"
    r"|\b(?:another|other|next|second|third|last) (?:\w+ ){0,2}(?:is|are|reads)"
    r"|\*\*[^*\n]{1,60}\*\* (?:is|has|reads))\s*$",
    re.IGNORECASE,
)
"""Words right before a function that is looked at now."""


TITLE = re.compile(
    r"\n[ \t]*(?:\d{1,2}[.)]|[-*+•])[ \t]+(?:\*\*|__)(?P<title>[^*_\n]{1,60})(?:\*\*|__)[ \t:：]*\s*$"
)
"""The bold title of an item, with nothing behind it."""


MULTIPLIERS = re.compile(
    r"\b(?:Lagrange multipliers?|Lagrangian|first[- ]order conditions?|stationarity|KKT)\b[^.]{0,200}"
    r"\b(?:equations?|conditions?|system)\s*[:：]*\s*$|(?:拉格朗日|驻点|一阶条件|KKT)[^。]{0,80}(?:方程|条件)组?[为是]?\s*[:：]*\s*$",
    re.IGNORECASE,
)
"""Words before equations that hold where something is least or greatest, and nowhere else."""


LETS = re.compile(r"(?:\b(?:let|set|put|define)|令|设|记)\s*$", re.IGNORECASE)
"""Words right before an equation that gives a letter its meaning, whatever it meant before."""


NAMES = re.compile(
    r"\b(?:let|where|define[sd]?|denot\w+|set|put|writ\w+|introduce|abbreviat\w+|here|with|call(?:ed)?)\b[^.]*$"
    r"|设|令|记|定义|其中",
    re.IGNORECASE,
)
"""Words that give a letter its meaning."""


SOLVES = re.compile(
    r"\bsolv(?:e[sd]?|ing)\b|\bsolution|closed[- ]form|normal equation|stationar|zero gradient|\binvertible"
    r"|\b(?:set|equat|deriv|gradient)\w*\b[^.]{0,60}(?:\bzero\b|\b0\b)|闭式|解得|解析解|令[^。]{0,30}(?:零|0)|可逆",
    re.IGNORECASE,
)
"""Words that speak of an equation that is solved."""


OTHERS = re.compile(
    r"其他|其它|其余|others?\b.*(?:0|zero)|rest\b.*(?:0|zero)|one-?hot|独热|zero (?:elsewhere|otherwise)|only",
    re.IGNORECASE,
)


HENCE = re.compile(
    r"\b(?:then|hence|so|thus|therefore|equivalently|substitut\w+)\b|因此|所以|于是|从而|即", re.IGNORECASE
)


FOLLOWS = re.compile(
    r"\b(?:then|hence|so|thus|therefore|it follows|equivalent\w*|i\.e\.|that is|simplif\w+|substitut\w+|re-?writ\w+"
    r"|written|expand\w*|equals?|becomes?|gets?|obtain\w*|have|yields?|gives?|in other words|results?|note|because"
    r"|since|using|by|reduces?|turns?|find|see)\b|因此|所以|于是|从而|即|得|化简|代入|整理|展开|写成|变为|有",
    re.IGNORECASE,
)
"""Words that say that an equation follows from what stands before it."""


_FORMULA = re.compile(r"\$[^$]*\$|\\\(.*?\\\)", re.DOTALL)


def masked(words: str) -> str:
    """The words with an x for every formula: "where x is a vector" of "where $a_1$ is a vector"."""
    return _FORMULA.sub("x", words)
