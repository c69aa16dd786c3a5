#include "core/projection/centered_rows.h"

#include "core/projection/distance_kernel.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::int64_t kBlockRows = 256; // of single-precision sums
constexpr std::int64_t kLargestPieces = 16; // each holds a sum of its own

/// Points of one piece of work: whole blocks, and so many that pieces are few.
std::int64_t rowsPerPiece(std::int64_t count)
{
    const auto least = (count + kLargestPieces - 1) / kLargestPieces;
    return std::max<std::int64_t>(4, (least + kBlockRows - 1) / kBlockRows) * kBlockRows;
}

} // namespace

CenteredRows::CenteredRows(FiniteRows rows, WorkerTeam& team, std::stop_token stop)
    : m_rows(std::move(rows))
    , m_mean(std::size_t(m_rows.length), 0.0)
    , m_center(std::size_t(m_rows.length), 0.0F)
    , m_stop(std::move(stop))
{
    const auto columns
        = sumOverBlocks(1, m_rows.length, team, [](const Block& block, std::int64_t, Matrix& sum) {
              for (Eigen::Index i = 0; i < block.rows(); ++i)
                  sum += block.row(i).leftCols(sum.cols()).cast<double>();
          });
    for (std::size_t d = 0; d < m_mean.size(); ++d) {
        m_mean[d] = columns(0, Eigen::Index(d)) / double(count());
        m_center[d] = float(m_mean[d]);
    }
    const auto squares = sumOverBlocks(1, 1, team, [](const Block& block, std::int64_t, Matrix& sum) {
        for (Eigen::Index i = 0; i < block.rows(); ++i)
            sum(0, 0) += block.row(i).cast<double>().squaredNorm();
    });
    m_totalVariance = squares(0, 0) / double(std::max<std::int64_t>(1, count() - 1));
}

std::int64_t CenteredRows::padded() const
{
    return paddedLength(m_rows.length);
}

void CenteredRows::fillBlock(std::int64_t first, std::int64_t last, std::vector<float>& block) const
{
    const auto stride = padded();
    block.assign(std::size_t((last - first) * stride), 0.0F);
    for (std::int64_t i = first; i < last; ++i) {
        const float* row = m_rows.rows[std::size_t(i)];
        float* to = block.data() + (i - first) * stride;
        for (std::int64_t d = 0; d < m_rows.length; ++d)
            to[d] = row[d] - m_center[std::size_t(d)];
    }
}

Eigen::MatrixXd CenteredRows::sumOverBlocks(Eigen::Index rows, Eigen::Index columns, WorkerTeam& team,
    const std::function<void(const Block&, std::int64_t, Matrix&)>& add) const
{
    const auto size = rowsPerPiece(count());
    std::vector<Matrix> sums(std::size_t((count() + size - 1) / size));
    team.forRanges(count(), size, [&](std::int64_t first, std::int64_t last) {
        auto& sum = sums[std::size_t(first / size)];
        sum = Matrix::Zero(rows, columns);
        std::vector<float> block;
        for (auto begin = first; begin < last && !m_stop.stop_requested(); begin += kBlockRows) {
            const auto end = std::min(last, begin + kBlockRows);
            fillBlock(begin, end, block);
            add(Block(block.data(), end - begin, padded()), begin, sum);
        }
    });
    for (std::size_t i = 1; i < sums.size(); ++i)
        sums[0] += sums[i];
    return std::move(sums[0]);
}

Eigen::MatrixXd CenteredRows::covariance(WorkerTeam& team) const
{
    auto sum = sumOverBlocks(length(), length(), team, [this](const Block& block, std::int64_t, Matrix& out) {
        using Square = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        Square products = Square::Zero(padded(), padded());
        accumulateProducts(block.data(), block.rows(), padded(), products.data());
        out.triangularView<Eigen::Upper>() += products.topLeftCorner(length(), length()).cast<double>();
    });
    sum.triangularView<Eigen::StrictlyLower>() = sum.transpose();
    return sum / double(std::max<std::int64_t>(1, count() - 1));
}

Eigen::MatrixXd CenteredRows::products(WorkerTeam& team) const
{
    std::vector<float> all;
    fillBlock(0, count(), all);
    Matrix out(count(), count());
    team.forEach(
        count(),
        [&](std::int64_t i) {
            for (std::int64_t j = i; j < count(); ++j)
                out(i, j) = out(j, i)
                    = dotProduct(all.data() + i * padded(), all.data() + j * padded(), padded());
        },
        m_stop);
    return out / double(std::max<std::int64_t>(1, count() - 1));
}

Eigen::MatrixXd CenteredRows::covarianceTimes(const Matrix& right, WorkerTeam& team) const
{
    Eigen::MatrixXf factor = Eigen::MatrixXf::Zero(padded(), right.cols());
    factor.topRows(length()) = right.cast<float>();
    const auto sum
        = sumOverBlocks(length(), right.cols(), team, [&](const Block& block, std::int64_t, Matrix& out) {
              const Eigen::MatrixXf projected = block * factor;
              const Eigen::MatrixXf back = block.transpose() * projected;
              out += back.topRows(length()).cast<double>();
          });
    return sum / double(std::max<std::int64_t>(1, count() - 1));
}

Eigen::MatrixXd CenteredRows::transposedTimes(const Matrix& right, WorkerTeam& team) const
{
    const Eigen::MatrixXf factor = right.cast<float>();
    return sumOverBlocks(
        length(), right.cols(), team, [&](const Block& block, std::int64_t first, Matrix& out) {
            const Eigen::MatrixXf back = block.transpose() * factor.middleRows(first, block.rows());
            out += back.topRows(length()).cast<double>();
        });
}

} // namespace modalscope
