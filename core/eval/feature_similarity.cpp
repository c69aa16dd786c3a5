#include "core/eval/feature_similarity.h"

#include "core/base/require.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

using PooledRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double kNotThere = std::numeric_limits<double>::quiet_NaN();
constexpr double kSameInAll
    = 1e-12; // variance to mean square: a relative spread of 1e-6, rounding of float32

} // namespace

/// Parts of SimilaritySums::Sums, which has linkage.
namespace similarity_parts {

/// Mean and spread of values as they come (Welford).
class RunningMean {
public:
    void add(double value)
    {
        if (!std::isfinite(value)) {
            ++m_undefined;
            return;
        }
        ++m_n;
        const double off = value - m_mean;
        m_mean += off / double(m_n);
        m_squares += off * (value - m_mean);
    }
    SampleMean result() const
    {
        SampleMean out;
        out.n = m_n;
        out.undefined = m_undefined;
        if (m_n > 0)
            out.mean = m_mean;
        if (m_n > 1)
            out.deviation = std::sqrt(m_squares / double(m_n - 1));
        return out;
    }

private:
    std::int64_t m_n = 0, m_undefined = 0;
    double m_mean = 0, m_squares = 0;
};

/// Inner products of two vectors with themselves and each other.
struct PairProducts {
    double xx = 0, yy = 0, xy = 0, distance = 0; ///< distance: Σ (y − x)²

    void add(const PairProducts& more)
    {
        xx += more.xx;
        yy += more.yy;
        xy += more.xy;
        distance += more.distance;
    }
    /// √(xx · yy) gives exactly 1 for equal vectors, √xx · √yy would not.
    double cosine() const
    {
        const double norms = std::sqrt(xx * yy);
        return norms > 0 ? std::clamp(xy / norms, -1.0, 1.0) : kNotThere;
    }
    double relativeDistance() const { return xx > 0 ? std::sqrt(distance / xx) : kNotThere; }
};

PairProducts productsOf(const double* x, const double* y, std::int64_t count)
{
    PairProducts sums;
    for (std::int64_t i = 0; i < count; ++i) {
        sums.xx += x[i] * x[i];
        sums.yy += y[i] * y[i];
        sums.xy += x[i] * y[i];
        sums.distance += (y[i] - x[i]) * (y[i] - x[i]);
    }
    return sums;
}

/// The mean over positions of every sample.
PooledRows pooled(const FeatureRows& rows)
{
    PooledRows means(rows.samples, rows.channels);
    for (std::int64_t i = 0; i < rows.samples; ++i) {
        const Eigen::Map<const PooledRows> positions(
            rows.values.data() + i * rows.positions * rows.channels, rows.positions, rows.channels);
        means.row(i) = positions.colwise().sum() / double(rows.positions);
    }
    return means;
}

/// Sums behind linear CKA. Values are taken less those of the first sample: centring takes any shift away,
/// and a mean that is large against the spread costs no digits.
class CkaSums {
public:
    void add(const PooledRows& x, const PooledRows& y)
    {
        if (m_n == 0) {
            m_shiftX = x.row(0);
            m_shiftY = y.row(0);
            m_sumX = m_sumY = Eigen::RowVectorXd::Zero(x.cols());
            m_xx = m_yy = m_xy = Eigen::MatrixXd::Zero(x.cols(), x.cols());
        }
        const PooledRows a = x.rowwise() - m_shiftX, b = y.rowwise() - m_shiftY;
        m_n += x.rows();
        m_sumX += a.colwise().sum();
        m_sumY += b.colwise().sum();
        m_xx.noalias() += a.transpose() * a;
        m_yy.noalias() += b.transpose() * b;
        m_xy.noalias() += a.transpose() * b;
        m_squaresX += x.squaredNorm();
        m_squaresY += y.squaredNorm();
    }

    double value() const
    {
        if (m_n < 2)
            return kNotThere;
        const auto centred = [&](const Eigen::MatrixXd& products, const Eigen::RowVectorXd& left,
                                 const Eigen::RowVectorXd& right) -> Eigen::MatrixXd {
            return products - left.transpose() * (right / double(m_n));
        };
        const auto xx = centred(m_xx, m_sumX, m_sumX), yy = centred(m_yy, m_sumY, m_sumY);
        if (!(xx.trace() > kSameInAll * m_squaresX) || !(yy.trace() > kSameInAll * m_squaresY))
            return kNotThere;
        const double both = centred(m_xy, m_sumX, m_sumY).squaredNorm();
        const double value = both / std::sqrt(xx.squaredNorm() * yy.squaredNorm());
        return std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : kNotThere;
    }

private:
    std::int64_t m_n = 0;
    Eigen::RowVectorXd m_shiftX, m_shiftY, m_sumX, m_sumY;
    Eigen::MatrixXd m_xx, m_yy, m_xy;
    double m_squaresX = 0, m_squaresY = 0;
};

} // namespace similarity_parts

using namespace similarity_parts;

struct SimilaritySums::Sums {
    RunningMean cosine, sampleTokens, distance;
    double tokenSum = 0;
    std::int64_t tokens = 0, undefinedTokens = 0;
    CkaSums cka;
    std::int64_t samples = 0, positions = 1, channels = 0;

    void addSample(const double* x, const double* y)
    {
        PairProducts whole;
        double sum = 0;
        std::int64_t counted = 0;
        for (std::int64_t p = 0; p < positions; ++p) {
            const auto at = productsOf(x + p * channels, y + p * channels, channels);
            whole.add(at);
            const double cosineHere = channels > 1 ? at.cosine() : kNotThere;
            if (std::isfinite(cosineHere)) {
                sum += cosineHere;
                ++counted;
            }
        }
        cosine.add(positions * channels > 1 ? whole.cosine() : kNotThere);
        distance.add(whole.relativeDistance());
        sampleTokens.add(counted > 0 ? sum / double(counted) : kNotThere);
        tokenSum += sum;
        tokens += counted;
        undefinedTokens += positions - counted;
    }
};

SimilaritySums::SimilaritySums()
    : m_sums(std::make_unique<Sums>())
{ }
SimilaritySums::SimilaritySums(SimilaritySums&&) noexcept = default;
SimilaritySums& SimilaritySums::operator=(SimilaritySums&&) noexcept = default;
SimilaritySums::~SimilaritySums() = default;

void SimilaritySums::add(const FeatureRows& complete, const FeatureRows& missing)
{
    require(complete.samples == missing.samples && complete.positions == missing.positions
            && complete.channels == missing.channels,
        "features that are compared have the same shape");
    auto& sums = *m_sums;
    require(sums.samples == 0 || (complete.positions == sums.positions && complete.channels == sums.channels),
        "a feature has the same shape in every batch");
    if (complete.samples == 0)
        return;
    sums.positions = complete.positions;
    sums.channels = complete.channels;
    const auto size = complete.positions * complete.channels;
    for (std::int64_t i = 0; i < complete.samples; ++i)
        sums.addSample(complete.values.data() + i * size, missing.values.data() + i * size);
    if (complete.channels <= kMostCkaChannels)
        sums.cka.add(pooled(complete), pooled(missing));
    sums.samples += complete.samples;
}

FeatureSimilarity SimilaritySums::similarity() const
{
    const auto& sums = *m_sums;
    FeatureSimilarity out;
    out.cosine = sums.cosine.result();
    out.tokenCosine = sums.sampleTokens.result();
    if (sums.tokens > 0)
        out.tokenCosine.mean = sums.tokenSum / double(sums.tokens);
    out.undefinedTokens = sums.undefinedTokens;
    out.relativeDistance = sums.distance.result();
    out.cka = sums.cka.value();
    out.samples = sums.samples;
    out.positions = sums.positions;
    out.channels = sums.channels;
    return out;
}

} // namespace modalscope
