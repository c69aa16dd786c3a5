#pragma once

#include <Eigen/Core>

#include <functional>
#include <optional>
#include <vector>

namespace modalscope {

/// The triangular factor R of a QR decomposition, [n, n], of a matrix that comes some rows at a time: R'R is
/// the sum of the rows' products, and R's singular values are those of the matrix, without squares being
/// taken.
class RowTriangle {
public:
    explicit RowTriangle(Eigen::Index columns)
        : m_triangle(Eigen::MatrixXd::Zero(columns, columns))
    { }

    /// Householder reflections; `rows` is used up. False when `isStopped`, which is asked for every column.
    bool add(Eigen::MatrixXd& rows, const std::function<bool()>& isStopped);
    const Eigen::MatrixXd& triangle() const { return m_triangle; }

private:
    Eigen::MatrixXd m_triangle;
};

/// Singular values of a matrix with at least as many rows as columns, falling. By Householder
/// bidiagonalisation and the eigenvalues of the Golub-Kahan matrix (Golub & Van Loan 2013, 8.6): errors are
/// about 1e-13 of the largest value. `matrix` is used up. Nothing when `isStopped`, which
/// is asked for every column.
std::optional<std::vector<double>> singularValues(
    Eigen::MatrixXd& matrix, const std::function<bool()>& isStopped);

} // namespace modalscope
