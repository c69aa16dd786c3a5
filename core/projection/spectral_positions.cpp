#include "core/projection/spectral_positions.h"

#include "core/base/random.h"
#include "core/projection/spectral_kernel.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr std::int64_t kVectors = 8;
constexpr std::int64_t kDense = 64; // vertices
constexpr std::int64_t kVertexPiece = 2048; // vertices
constexpr std::int64_t kSingle = 256; // rows whose products are summed in single precision
constexpr int kProducts = 500; // with the matrix, at most
constexpr double kGrowth = 1e4; // of the wanted vectors over the others in one filter
// Residuals of vectors of length 1, as shares of the Laplacian's eigenvalue, which is the scale of the gaps
// to others.
constexpr double kSettledResidual = 0.1;
constexpr double kUsableResidual = 0.5; // when the products are used up

using Small = Eigen::Matrix<double, kVectors, kVectors>;
using Block = std::vector<float>; // [vertex, 8]

/// D^-½WD^-½ of a graph and its first eigenvector.
struct NormalizedGraph {
    std::vector<float> weight;
    std::vector<double> root; ///< of the degrees

    explicit NormalizedGraph(const FuzzyGraph& graph)
        : weight(graph.weight)
        , root(std::size_t(graph.vertices()))
    {
        for (std::size_t i = 0; i < root.size(); ++i) {
            double degree = 0;
            for (auto e = graph.start[i]; e < graph.start[i + 1]; ++e)
                degree += double(graph.weight[std::size_t(e)]);
            root[i] = std::sqrt(degree);
        }
        for (std::size_t i = 0; i < root.size(); ++i)
            for (auto e = std::size_t(graph.start[i]); e < std::size_t(graph.start[i + 1]); ++e)
                weight[e] = float(double(weight[e]) / (root[i] * root[std::size_t(graph.neighbor[e])]));
    }
};

Array denseVectors(const FuzzyGraph& graph, const NormalizedGraph& normalized, int dimensions)
{
    const auto n = graph.vertices();
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, n);
    for (std::int64_t i = 0; i < n; ++i)
        for (auto e = graph.start[std::size_t(i)]; e < graph.start[std::size_t(i) + 1]; ++e)
            matrix(i, graph.neighbor[std::size_t(e)]) = double(normalized.weight[std::size_t(e)]);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
    Array out({n, dimensions});
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t d = 0; d < dimensions; ++d)
            out.row(i)[std::size_t(d)] = float(solver.eigenvectors()(i, n - 2 - d));
    return out;
}

class FilteredSubspace {
public:
    FilteredSubspace(const FuzzyGraph& graph, const NormalizedGraph& normalized, std::uint64_t seed,
        WorkerTeam& team, const std::stop_token& stop)
        : m_rows{graph.start.data(), graph.neighbor.data(), normalized.weight.data()}
        , m_count(graph.vertices())
        , m_team(team)
        , m_stop(stop)
        , m_x(std::size_t(m_count * kVectors))
        , m_product(m_x.size())
        , m_before(m_x.size())
    {
        Random random(seed, "spectral/start");
        for (std::size_t i = 0; i < m_x.size(); ++i)
            m_x[i] = i % kVectors == 0 ? float(normalized.root[i / kVectors]) : float(random.uniform(-1, 1));
    }

    /// Whether the eigenvectors 1 .. wanted are found.
    bool run(int wanted)
    {
        rotate();
        while (m_products < kProducts && residual(wanted) > kSettledResidual && !m_stop.stop_requested()) {
            filter();
            rotate();
        }
        return !m_stop.stop_requested() && residual(wanted) <= kUsableResidual;
    }

    float entry(std::int64_t vertex, int vector) const
    {
        return m_x[std::size_t(vertex * kVectors + vector)];
    }

private:
    /// As a share of the largest wanted eigenvalue of the Laplacian.
    double residual(int wanted) const
    {
        const auto share = m_residual.segment(1, wanted).maxCoeff() / std::max(1e-7, m_values[wanted]);
        return std::isfinite(share) ? share : 1e9;
    }

    void multiply(const Block& x, const Block& before, const FilterStep& step, Block& out)
    {
        m_team.forRanges(m_count, kVertexPiece, [&](std::int64_t first, std::int64_t last) {
            filterRows(m_rows, first, last, x.data(), before.data(), step, out.data());
        });
        ++m_products;
    }

    Small products(const Block& x, const Block& y)
    {
        std::vector<Small> sums(std::size_t((m_count + kVertexPiece - 1) / kVertexPiece), Small::Zero());
        m_team.forRanges(m_count, kVertexPiece, [&](std::int64_t first, std::int64_t last) {
            for (auto begin = first; begin < last; begin += kSingle) {
                Eigen::Matrix<float, kVectors, kVectors, Eigen::RowMajor> part;
                part.setZero();
                addProducts(x.data() + begin * kVectors, y.data() + begin * kVectors,
                    std::min(kSingle, last - begin), part.data());
                sums[std::size_t(first / kVertexPiece)] += part.cast<double>();
            }
        });
        for (std::size_t i = 1; i < sums.size(); ++i)
            sums[0] += sums[i];
        return sums[0];
    }

    void turn(Block& x, const Small& by)
    {
        const Eigen::Matrix<float, kVectors, kVectors, Eigen::RowMajor> matrix = by.cast<float>();
        m_team.forRanges(m_count, kVertexPiece, [&](std::int64_t first, std::int64_t last) {
            turnRows(x.data() + first * kVectors, last - first, matrix.data(), x.data() + first * kVectors);
        });
    }

    /// Makes the vectors orthonormal and as near to eigenvectors as their span allows (Rayleigh and Ritz),
    /// of rising eigenvalue.
    void rotate()
    {
        for (int pass = 0; pass < 2; ++pass) { // the second removes what rounding has left of the first
            const Eigen::SelfAdjointEigenSolver<Small> gram(products(m_x, m_x));
            const auto largest = gram.eigenvalues()[kVectors - 1];
            turn(m_x,
                gram.eigenvectors()
                    * gram.eigenvalues().cwiseMax(1e-12 * largest).cwiseInverse().cwiseSqrt().asDiagonal());
        }
        multiply(m_x, m_before, {1, -1, 0}, m_product); // of the Laplacian: small values keep their digits
        const Small projected = products(m_x, m_product);
        const Eigen::SelfAdjointEigenSolver<Small> ritz((projected + projected.transpose()) / 2);
        const Small& basis = ritz.eigenvectors();
        m_values = ritz.eigenvalues();
        turn(m_x, basis);
        turn(m_product, basis);
        const Eigen::Matrix<double, kVectors, 1> squares = products(m_product, m_product).diagonal();
        m_residual = (squares - m_values.cwiseAbs2()).cwiseMax(0).cwiseSqrt();
    }

    /// Damps what belongs to eigenvalues of D^-½WD^-½ between −1 and the smallest of the block.
    void filter()
    {
        const double cut = std::clamp(1 - m_values[kVectors - 1], -0.9, 1 - 1e-7);
        const double half = (cut + 1) / 2, center = (cut - 1) / 2;
        const double steepness = std::acosh((1 - center) / half);
        const int degree = std::clamp(int(std::acosh(kGrowth) / steepness), 2, 80);
        // m_product holds (1 − A)·x already.
        Block* previous = &m_x;
        Block* now = &m_product;
        Block* next = &m_before;
        for (std::size_t i = 0; i < m_product.size(); ++i)
            m_product[i] = float(((1 - center) * double(m_x[i]) - double(m_product[i])) / half);
        const FilterStep step{float(center), float(2 / half), 1};
        for (int i = 1; i < degree && !m_stop.stop_requested(); ++i) {
            multiply(*now, *previous, step, *next);
            std::swap(previous, now);
            std::swap(now, next);
        }
        if (now != &m_x)
            m_x.swap(*now);
    }

    SpectralRows m_rows;
    std::int64_t m_count;
    WorkerTeam& m_team;
    const std::stop_token& m_stop;
    Block m_x, m_product, m_before;
    Eigen::Matrix<double, kVectors, 1> m_values, m_residual; // of the Laplacian, rising
    int m_products = 0;
};

} // namespace

std::optional<Array> spectralPositions(const FuzzyGraph& graph, int dimensions, std::uint64_t seed,
    WorkerTeam& team, const std::stop_token& stop)
{
    if (graph.vertices() < dimensions + 2)
        return std::nullopt;
    const NormalizedGraph normalized(graph);
    if (graph.vertices() <= kDense)
        return denseVectors(graph, normalized, dimensions);
    FilteredSubspace subspace(graph, normalized, seed, team, stop);
    if (!subspace.run(dimensions))
        return std::nullopt;
    Array out({graph.vertices(), dimensions});
    for (std::int64_t i = 0; i < graph.vertices(); ++i)
        for (int d = 0; d < dimensions; ++d)
            out.row(i)[std::size_t(d)] = subspace.entry(i, d + 1);
    return out;
}

} // namespace modalscope
