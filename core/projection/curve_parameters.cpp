#include "core/projection/curve_parameters.h"

#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr int kDistances = 300;

struct CurveProblem {
    double spread, minDist;

    double squares(double a, double b) const
    {
        double sum = 0;
        for (int i = 0; i < kDistances; ++i)
            sum += residual(i, a, b) * residual(i, a, b);
        return sum;
    }
    double distance(int i) const { return 3 * spread * i / (kDistances - 1); }
    double residual(int i, double a, double b) const
    {
        const double d = distance(i);
        const double wanted = d < minDist ? 1 : std::exp(-(d - minDist) / spread);
        return 1 / (1 + a * std::pow(d, 2 * b)) - wanted;
    }
};

double rounded(double value)
{
    return std::round(value * 1e6) / 1e6;
}

} // namespace

CurveParameters fitCurve(double spread, double minDist)
{
    // Levenberg and Marquardt's method; log a and log b keep both positive.
    const CurveProblem problem{spread, minDist};
    double logA = 0, logB = 0, damping = 1e-3;
    double best = problem.squares(1, 1);
    for (int iteration = 0; iteration < 500 && damping < 1e12; ++iteration) {
        const double a = std::exp(logA), b = std::exp(logB);
        std::array<double, 3> normal{}; // JᵀJ
        std::array<double, 2> gradient{};
        for (int i = 1; i < kDistances; ++i) {
            const double d = problem.distance(i);
            const double power = a * std::pow(d, 2 * b);
            const double slope = -power / ((1 + power) * (1 + power));
            const double forA = slope, forB = slope * 2 * b * std::log(d);
            const double residual = problem.residual(i, a, b);
            normal = {normal[0] + forA * forA, normal[1] + forA * forB, normal[2] + forB * forB};
            gradient = {gradient[0] + forA * residual, gradient[1] + forB * residual};
        }
        const double p = normal[0] * (1 + damping), q = normal[1], r = normal[2] * (1 + damping);
        const double determinant = p * r - q * q;
        const double stepA = -(r * gradient[0] - q * gradient[1]) / determinant;
        const double stepB = -(p * gradient[1] - q * gradient[0]) / determinant;
        const double squares = problem.squares(std::exp(logA + stepA), std::exp(logB + stepB));
        if (!(squares <= best)) {
            damping *= 4;
            continue;
        }
        logA += stepA;
        logB += stepB;
        best = squares;
        damping /= 4;
        if (std::abs(stepA) + std::abs(stepB) < 1e-12)
            break;
    }
    return {rounded(std::exp(logA)), rounded(std::exp(logB))};
}

} // namespace modalscope
