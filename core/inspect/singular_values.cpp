#include "core/inspect/singular_values.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

using SpectrumVector = Eigen::VectorXd;

/// Makes `x` the vector v of the reflection I - factor·v·v' that turns it into (length, 0, ...).
struct Reflection {
    double length = 0, factor = 0;

    explicit Reflection(Eigen::Ref<SpectrumVector> x)
    {
        const double first = x(0), rest = x.size() > 1 ? x.tail(x.size() - 1).norm() : 0.0;
        length = first;
        x(0) = 1;
        if (rest == 0) {
            x.tail(x.size() - 1).setZero();
            return;
        }
        length = first > 0 ? -std::hypot(first, rest) : std::hypot(first, rest);
        factor = (length - first) / length;
        x.tail(x.size() - 1) /= first - length;
    }
};

/// Eigenvalues of the symmetric matrix [[0, B'], [B, 0]] of the bidiagonal B, its rows in an order that makes
/// it tridiagonal with zeros on the diagonal, are its singular values and their negatives.
std::vector<double> valuesOfBidiagonal(const SpectrumVector& diagonal, const SpectrumVector& above)
{
    const auto n = diagonal.size();
    SpectrumVector beside(2 * n - 1);
    for (Eigen::Index i = 0; i < n; ++i) {
        beside(2 * i) = diagonal(i);
        if (i + 1 < n)
            beside(2 * i + 1) = above(i);
    }
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    const SpectrumVector zeros = SpectrumVector::Zero(2 * n);
    solver.computeFromTridiagonal(zeros, beside, Eigen::EigenvaluesOnly);
    std::vector<double> values;
    for (Eigen::Index i = 0; i < n; ++i)
        values.push_back(std::max(0.0, solver.eigenvalues()(2 * n - 1 - i)));
    std::sort(values.rbegin(), values.rend());
    return values;
}

} // namespace

bool RowTriangle::add(Eigen::MatrixXd& rows, const std::function<bool()>& isStopped)
{
    const auto n = m_triangle.cols();
    SpectrumVector v(rows.rows() + 1);
    for (Eigen::Index k = 0; k < n; ++k) {
        if (isStopped())
            return false;
        v(0) = m_triangle(k, k);
        v.tail(rows.rows()) = rows.col(k);
        const Reflection reflection(v);
        m_triangle(k, k) = reflection.length;
        const auto below = v.tail(rows.rows());
        for (Eigen::Index j = k + 1; reflection.factor != 0 && j < n; ++j) {
            const double w = reflection.factor * (m_triangle(k, j) + below.dot(rows.col(j)));
            m_triangle(k, j) -= w;
            rows.col(j) -= w * below;
        }
    }
    return true;
}

std::optional<std::vector<double>> singularValues(
    Eigen::MatrixXd& matrix, const std::function<bool()>& isStopped)
{
    const auto m = matrix.rows(), n = matrix.cols();
    const double largest = n > 0 ? matrix.cwiseAbs().maxCoeff() : 0.0;
    if (largest == 0)
        return std::vector<double>(std::size_t(n), 0.0);
    matrix /= largest; // squares of its entries then neither overflow nor vanish
    SpectrumVector diagonal = SpectrumVector::Zero(n), above = SpectrumVector::Zero(n);
    // What the reflection from the right has still to take away, matrix -= z·u', is taken with the next one
    // from the left, so that every column is fetched twice in a step and not four times.
    SpectrumVector z = SpectrumVector::Zero(m), u = SpectrumVector::Zero(n), w(n), v(m);
    for (Eigen::Index k = 0; k < n; ++k) {
        if (isStopped())
            return {};
        const auto rows = m - k, columns = n - k - 1;
        v.head(rows) = matrix.col(k).tail(rows) - u(k) * z.tail(rows);
        const Reflection left(v.head(rows));
        diagonal(k) = left.length;
        if (columns == 0)
            break;
        for (Eigen::Index j = k + 1; j < n; ++j) {
            auto column = matrix.col(j).tail(rows);
            column -= u(j) * z.tail(rows);
            w(j) = left.factor * v.head(rows).dot(column);
            u(j) = column(0) - w(j);
        }
        const Reflection right(u.tail(columns));
        above(k) = right.length;
        z.tail(rows).setZero();
        for (Eigen::Index j = k + 1; j < n; ++j) {
            auto column = matrix.col(j).tail(rows);
            column -= w(j) * v.head(rows);
            z.tail(rows) += (right.factor * u(j)) * column;
        }
    }
    auto values = valuesOfBidiagonal(diagonal, above);
    for (auto& value : values)
        value *= largest;
    return values;
}

} // namespace modalscope
