"""What each likeness counts. Learned by `benchmarks/grouping_quality.py --train` on the half that was set apart for it.

Nothing here is chosen by hand; run that again where `likeness` changes.
"""

BIAS = -8.14
WEIGHTS = (4.6, 0.35, 1.23, -0.1, 1.23, 7.12, 1.14, -2.13, 0.77, -0.17, -0.73, -10.3, 1.34)
LEAST = 0.45
LEAST_EVENT = 0.55
