#include "core/projection/pca.h"

#include "core/base/random.h"
#include "core/projection/centered_rows.h"
#include "core/projection/distance_kernel.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace modalscope {

std::span<const Choice<PcaSolver>> choices(PcaSolver)
{
    static constexpr std::array<Choice<PcaSolver>, 3> all{{
        {PcaSolver::Auto, "auto", "automatic"},
        {PcaSolver::Exact, "exact", "exact"},
        {PcaSolver::Randomized, "randomized", "randomised"},
    }};
    return all;
}

namespace {

constexpr std::int64_t kExactSize = 1024;

using Matrix = Eigen::MatrixXd;

/// Directions as columns, of falling variance.
struct Directions {
    Matrix vectors; ///< [value, component]
    Eigen::VectorXd variance;
};

Directions largest(const Matrix& symmetric, Eigen::Index count)
{
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(symmetric);
    return {solver.eigenvectors().rightCols(count).rowwise().reverse(),
        solver.eigenvalues().tail(count).reverse().cwiseMax(0)};
}

Directions fromCovariance(const CenteredRows& rows, Eigen::Index count, WorkerTeam& team)
{
    return largest(rows.covariance(team), count);
}

/// Fewer points than values: XXᵀu = λu gives Xᵀu/√λ.
Directions fromProducts(const CenteredRows& rows, Eigen::Index count, WorkerTeam& team)
{
    auto small = largest(rows.products(team), count);
    Directions out{rows.transposedTimes(small.vectors, team), small.variance};
    // Directions without variance are any that complete the others.
    const Eigen::HouseholderQR<Matrix> qr(out.vectors);
    const Matrix orthonormal = qr.householderQ() * Matrix::Identity(out.vectors.rows(), count);
    for (Eigen::Index c = 0; c < count; ++c) {
        const double norm = out.vectors.col(c).norm();
        const bool real = out.variance[c] > 1e-10 * out.variance[0] && norm > 0;
        out.vectors.col(c) = real ? Matrix(out.vectors.col(c) / norm) : Matrix(orthonormal.col(c));
    }
    return out;
}

Directions fromSubspace(
    const CenteredRows& rows, Eigen::Index count, const PcaOptions& options, WorkerTeam& team)
{
    const auto width = std::min<Eigen::Index>({count + options.oversampling, rows.length(), rows.count()});
    Matrix basis(rows.length(), width);
    Random random(options.seed, "pca/start");
    for (Eigen::Index c = 0; c < width; ++c)
        for (Eigen::Index r = 0; r < basis.rows(); ++r)
            basis(r, c) = random.normal();
    for (int pass = 0; pass <= options.iterations; ++pass) {
        const Eigen::HouseholderQR<Matrix> qr(pass == 0 ? basis : rows.covarianceTimes(basis, team));
        basis = qr.householderQ() * Matrix::Identity(basis.rows(), width);
    }
    const Matrix projected = basis.transpose() * rows.covarianceTimes(basis, team);
    auto small = largest((projected + projected.transpose()) / 2, count);
    return {basis * small.vectors, small.variance};
}

Error pcaCancelled()
{
    return {ErrorKind::Cancelled, "PCA was stopped"};
}

} // namespace

Result<Pca> fitPca(
    std::span<const Array* const> arrays, const PcaOptions& options, const std::stop_token& stop)
{
    auto finite = finiteRows(arrays);
    if (!finite)
        return finite.error();
    if (options.components < 1)
        return invalidInput("PCA needs at least 1 component");
    WorkerTeam team(options.threads);
    const CenteredRows rows(std::move(finite).value(), team, stop);
    const auto count
        = Eigen::Index(std::min({std::int64_t(options.components), rows.length(), rows.count()}));
    const bool exact = options.solver == PcaSolver::Exact
        || (options.solver == PcaSolver::Auto && std::min(rows.length(), rows.count()) <= kExactSize);

    Directions found;
    if (!exact)
        found = fromSubspace(rows, count, options, team);
    else
        found = rows.length() <= rows.count() ? fromCovariance(rows, count, team)
                                              : fromProducts(rows, count, team);
    if (stop.stop_requested())
        return pcaCancelled();

    Pca out;
    out.mean = rows.mean();
    out.components = ArrayD({count, rows.length()});
    for (Eigen::Index c = 0; c < count; ++c) {
        Eigen::Index peak = 0;
        found.vectors.col(c).cwiseAbs().maxCoeff(&peak);
        const double sign = found.vectors(peak, c) < 0 ? -1 : 1;
        for (std::int64_t d = 0; d < rows.length(); ++d)
            out.components.row(c)[std::size_t(d)] = sign * found.vectors(d, c);
        out.variance.push_back(found.variance[c]);
    }
    out.totalVariance = rows.totalVariance();
    out.points = rows.count();
    out.dropped = rows.dropped();
    out.exact = exact;
    return out;
}

Result<Pca> fitPca(const Array& points, const PcaOptions& options, const std::stop_token& stop)
{
    const std::array<const Array*, 1> one{&points};
    return fitPca(one, options, stop);
}

Result<Array> Pca::transform(const Array& given, int threads) const
{
    const auto length = std::int64_t(mean.size());
    if (given.rows() > 0 && given.rowSize() != length)
        return Error{ErrorKind::Shape,
            "the points have " + std::to_string(given.rowSize())
                + " values each, but these components were found for " + std::to_string(length)};
    const auto count = components.rows();
    Array out({given.rows(), count});
    // One column per component, padded: eight components at a time.
    const auto width = paddedLength(count);
    std::vector<double> columns(std::size_t(length * width));
    std::vector<double> offset(std::size_t(width), 0.0);
    for (std::int64_t c = 0; c < count; ++c)
        for (std::int64_t d = 0; d < length; ++d) {
            const double weight = components.row(c)[std::size_t(d)];
            columns[std::size_t(d * width + c)] = weight;
            offset[std::size_t(c)] += weight * mean[std::size_t(d)];
        }
    WorkerTeam team(threads);
    team.forRanges(given.rows(), 1024, [&](std::int64_t first, std::int64_t last) {
        std::vector<double> sum(std::size_t(width), 0.0);
        for (std::int64_t i = first; i < last; ++i) {
            std::fill(sum.begin(), sum.end(), 0.0);
            const auto row = given.row(i);
            for (std::int64_t d = 0; d < length; ++d)
                for (std::int64_t c = 0; c < width; ++c)
                    sum[std::size_t(c)] += double(row[std::size_t(d)]) * columns[std::size_t(d * width + c)];
            for (std::int64_t c = 0; c < count; ++c)
                out.row(i)[std::size_t(c)] = float(sum[std::size_t(c)] - offset[std::size_t(c)]);
        }
    });
    return out;
}

} // namespace modalscope
