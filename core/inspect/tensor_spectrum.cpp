#include "core/inspect/tensor_spectrum.h"

#include "core/inspect/singular_values.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr std::int64_t kBlockValues = std::int64_t(1) << 20; // of rows that are reduced at once

Error spectrumStopped()
{
    return {ErrorKind::Cancelled, "the singular values were stopped"};
}

/// Copies the next rows out of pieces that end anywhere.
class RowsOfPieces {
public:
    explicit RowsOfPieces(TensorPieces pieces)
        : m_pieces(std::move(pieces))
    { }

    Result<void> fill(Eigen::MatrixXd& rows, const RunContext& run)
    {
        for (Eigen::Index i = 0; i < rows.rows(); ++i)
            for (Eigen::Index j = 0; j < rows.cols(); ++j, ++m_used) {
                if (m_used == m_piece.size())
                    if (auto read = nextPiece(run); !read)
                        return read;
                rows(i, j) = m_piece[m_used];
            }
        return {};
    }

private:
    Result<void> nextPiece(const RunContext& run)
    {
        if (run.shouldStop())
            return spectrumStopped();
        const auto piece = m_pieces.next();
        if (!piece)
            return piece.error();
        m_piece = piece.value();
        m_used = 0;
        const auto isFinite = [](double value) { return std::isfinite(value); };
        if (!std::all_of(m_piece.begin(), m_piece.end(), isFinite))
            return invalidInput("has NaN or infinite values, so that it has no singular values");
        return {};
    }

    TensorPieces m_pieces;
    std::span<const double> m_piece;
    std::size_t m_used = 0;
};

/// With at least as many rows as columns: the first axis becomes the last one otherwise.
TensorEntry upright(const TensorEntry& tensor, const TensorSpectrum& size)
{
    auto turned = tensor;
    if (size.rows < size.columns) {
        std::rotate(turned.shape.begin(), turned.shape.begin() + 1, turned.shape.end());
        std::rotate(turned.strides.begin(), turned.strides.begin() + 1, turned.strides.end());
    }
    return turned;
}

Result<std::vector<double>> valuesOf(
    RowsOfPieces& source, std::int64_t rows, std::int64_t columns, const RunContext& run)
{
    const std::function<bool()> isStopped = [&] { return run.shouldStop(); };
    Eigen::MatrixXd matrix;
    if (rows == columns) {
        matrix.resize(rows, columns);
        if (auto read = source.fill(matrix, run); !read)
            return read.error();
    } else {
        RowTriangle reduced(columns);
        const auto most = std::max<std::int64_t>(16, kBlockValues / columns);
        for (std::int64_t done = 0; done < rows; done += most) {
            Eigen::MatrixXd block(std::min(most, rows - done), columns);
            if (auto read = source.fill(block, run); !read)
                return read.error();
            if (!reduced.add(block, isStopped))
                return spectrumStopped();
        }
        matrix = reduced.triangle();
    }
    auto values = singularValues(matrix, isStopped);
    return values ? Result<std::vector<double>>(std::move(*values)) : spectrumStopped();
}

void addRanks(TensorSpectrum& spectrum)
{
    const double largest = spectrum.values.front();
    if (largest == 0)
        return;
    double sum = 0, squares = 0, entropy = 0;
    for (const double value : spectrum.values) {
        sum += value / largest;
        squares += (value / largest) * (value / largest);
    }
    for (const double value : spectrum.values)
        if (const double share = value / largest / sum; share > 0)
            entropy -= share * std::log(share);
    spectrum.effectiveRank = std::exp(entropy);
    spectrum.stableRank = squares;
}

} // namespace

Result<TensorSpectrum> spectrumOf(const TensorPlace& place, const TensorEntry& tensor, const RunContext& run)
{
    if (tensor.shape.size() < 2)
        return invalidInput("has fewer than two axes, so that it has no singular values");
    const auto count = elementCountOf(tensor);
    if (count == 0)
        return invalidInput("is empty, so that it has no singular values");
    TensorSpectrum spectrum;
    spectrum.rows = tensor.shape[0];
    spectrum.columns = count / spectrum.rows;
    const auto most = std::max(spectrum.rows, spectrum.columns);
    const auto least = std::min(spectrum.rows, spectrum.columns);
    if (least > kWidestSpectrum)
        return invalidInput("is a matrix of " + std::to_string(spectrum.rows) + " by "
            + std::to_string(spectrum.columns) + ", whose singular values would take too long; at most "
            + std::to_string(kWidestSpectrum) + " on the smaller side");
    auto pieces = TensorPieces::of(place, upright(tensor, spectrum));
    if (!pieces)
        return pieces.error();
    RowsOfPieces source(std::move(pieces).value());
    auto values = valuesOf(source, most, least, run);
    if (!values)
        return values.error();
    spectrum.values = std::move(values).value();
    addRanks(spectrum);
    return spectrum;
}

} // namespace modalscope
