#pragma once

namespace modalscope {

/// The layout's curve 1/(1 + a·d^(2b)): how near two points at distance d look.
struct CurveParameters {
    double a = 0, b = 0;
};

/// The curve nearest, in least squares over 300 distances up to 3·spread, to 1 up to `minDist` and
/// exp(−(d − minDist)/spread) beyond (umap-learn's find_ab_params). Rounded to six digits behind the point.
CurveParameters fitCurve(double spread, double minDist);

} // namespace modalscope
