#include "core/eval/linear_probe.h"

#include "core/base/require.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include <lbfgs.h>

namespace modalscope {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;
using ConstRows = Eigen::Map<const Matrix>;
using Values = std::unique_ptr<lbfgsfloatval_t, decltype(&lbfgs_free)>;

constexpr Eigen::Index kBlock = 2048; // rows at a time: bounds memory, fixes the order of the sums

ConstRows rowsOf(const ArrayD& features)
{
    return {features.values.data(), features.rows(), features.rowSize()};
}

/// The mean loss over the samples plus its share of the penalty, over the standardised features, which are
/// never stored: logits = X·(W/σ)ᵀ + (b − (W/σ)·μ).
class ProbeObjective {
public:
    ProbeObjective(const ArrayD& features, std::span<const int> labels, int classCount, double penalty)
        : m_features(rowsOf(features))
        , m_labels(labels)
        , m_penalty(penalty)
        , m_weightGradient(classCount, features.rowSize())
        , m_scaled(classCount, features.rowSize())
        , m_biasGradient(classCount)
        , m_offset(classCount)
    {
        const auto samples = double(m_features.rows());
        m_mean = m_features.colwise().sum().transpose() / samples;
        Vector squares = Vector::Zero(m_features.cols());
        for (Eigen::Index row = 0; row < m_features.rows(); ++row)
            squares += (m_features.row(row).transpose() - m_mean).cwiseAbs2();
        m_deviation = (squares / samples).cwiseSqrt();
        for (Eigen::Index d = 0; d < m_deviation.size();
             ++d) // rounding of the mean leaves a trace in constant columns
            if (m_deviation[d] <= 1e-12 * std::max(1.0, std::abs(m_mean[d])))
                m_deviation[d] = 1;
    }

    const Vector& mean() const { return m_mean; }
    const Vector& deviation() const { return m_deviation; }
    int parameterCount() const { return int(m_weightGradient.size() + m_biasGradient.size()); }

    /// `parameters`: weight [class, feature], then bias [class].
    double evaluate(const double* parameters, double* gradient)
    {
        const auto classes = m_biasGradient.size();
        const Eigen::Map<const Matrix> weight(parameters, classes, m_features.cols());
        const Eigen::Map<const Vector> bias(parameters + weight.size(), classes);
        m_scaled = weight.array().rowwise() / m_deviation.transpose().array();
        m_offset = bias - m_scaled * m_mean;
        m_weightGradient.setZero();
        m_biasGradient.setZero();
        double loss = 0;
        for (Eigen::Index first = 0; first < m_features.rows(); first += kBlock)
            loss += addBlock(first, std::min(kBlock, m_features.rows() - first));

        const double samples = double(m_features.rows());
        m_weightGradient -= m_biasGradient * m_mean.transpose();
        Eigen::Map<Matrix>(gradient, classes, m_features.cols())
            = ((m_weightGradient.array().rowwise() / m_deviation.transpose().array()).matrix()
                  + m_penalty * weight)
            / samples;
        Eigen::Map<Vector>(gradient + weight.size(), classes) = m_biasGradient / samples;
        return (loss + 0.5 * m_penalty * weight.squaredNorm()) / samples;
    }

private:
    double addBlock(Eigen::Index first, Eigen::Index count)
    {
        const auto block = m_features.middleRows(first, count);
        m_scores.noalias() = block * m_scaled.transpose();
        m_scores.rowwise() += m_offset.transpose();
        double loss = 0;
        for (Eigen::Index i = 0; i < count; ++i) {
            auto scores = m_scores.row(i);
            const auto label = m_labels[std::size_t(first + i)];
            const double largest = scores.maxCoeff();
            const double own = scores[label];
            scores = (scores.array() - largest).exp();
            const double sum = scores.sum();
            loss += largest + std::log(sum) - own;
            scores /= sum;
            scores[label] -= 1;
        }
        m_weightGradient.noalias() += m_scores.transpose() * block;
        m_biasGradient += m_scores.colwise().sum().transpose();
        return loss;
    }

    ConstRows m_features;
    std::span<const int> m_labels;
    double m_penalty;
    Vector m_mean, m_deviation;
    Matrix m_weightGradient, m_scaled, m_scores;
    Vector m_biasGradient, m_offset;
};

/// What the C callbacks of libLBFGS are handed.
struct Fit {
    ProbeObjective& objective;
    const std::function<bool()>& shouldStop;
    bool stopped = false;
};

lbfgsfloatval_t evaluateFit(
    void* instance, const lbfgsfloatval_t* x, lbfgsfloatval_t* g, int count, lbfgsfloatval_t)
{
    auto& objective = static_cast<Fit*>(instance)->objective;
    std::fill(g + objective.parameterCount(), g + std::max(count, objective.parameterCount()), 0.0);
    return objective.evaluate(x, g);
}

int continueFit(void* instance, const lbfgsfloatval_t*, const lbfgsfloatval_t*, lbfgsfloatval_t,
    lbfgsfloatval_t, lbfgsfloatval_t, lbfgsfloatval_t, int, int, int)
{
    auto& fit = *static_cast<Fit*>(instance);
    fit.stopped = fit.shouldStop && fit.shouldStop();
    return fit.stopped ? 1 : 0;
}

Result<void> checkInput(const ArrayD& features, std::span<const int> labels, int classCount)
{
    if (features.rows() == 0 || features.rowSize() == 0)
        return Error{
            ErrorKind::Shape, "linear probe: there are no features to fit; use a split that has samples"};
    if (features.rows() != std::int64_t(labels.size()))
        return Error{ErrorKind::Shape,
            "linear probe: " + std::to_string(features.rows()) + " rows of features but "
                + std::to_string(labels.size()) + " labels; both must come from the same split"};
    for (const int label : labels)
        if (label < 0 || label >= classCount)
            return Error{ErrorKind::InvalidInput,
                "linear probe: label " + std::to_string(label) + " is not one of the "
                    + std::to_string(classCount) + " classes; leave that sample out"};
    const auto bad = std::find_if_not(
        features.values.begin(), features.values.end(), [](double value) { return std::isfinite(value); });
    if (bad != features.values.end())
        return Error{ErrorKind::Numeric,
            "linear probe: feature " + std::to_string((bad - features.values.begin()) % features.rowSize())
                + " of sample " + std::to_string((bad - features.values.begin()) / features.rowSize())
                + " is not a finite number; the encoder has diverged"};
    return {};
}

} // namespace

ArrayD LinearProbe::logits(const ArrayD& features) const
{
    const auto classes = std::int64_t(bias.size());
    require(features.rows() == 0 || features.rowSize() == std::int64_t(mean.size()),
        "as many features as the probe has");
    ArrayD out({features.rows(), classes});
    if (features.rows() == 0)
        return out;
    const auto dimension = Eigen::Index(mean.size());
    const Eigen::Map<const Vector> center(mean.data(), dimension);
    const Eigen::Map<const Vector> scale(deviation.data(), dimension);
    const Matrix scaled
        = (ConstRows(weight.values.data(), classes, dimension).array().rowwise() / scale.transpose().array())
              .matrix();
    const Vector offset = Eigen::Map<const Vector>(bias.data(), classes) - scaled * center;
    Eigen::Map<Matrix> result(out.values.data(), features.rows(), classes);
    result.noalias() = rowsOf(features) * scaled.transpose();
    result.rowwise() += offset.transpose();
    return out;
}

Result<LinearProbe> fitLinearProbe(const ArrayD& features, std::span<const int> labels, int classCount,
    const LinearProbeOptions& options, const std::function<bool()>& shouldStop)
{
    if (const auto checked = checkInput(features, labels, classCount); !checked)
        return checked.error();
    ProbeObjective objective(features, labels, classCount, options.penalty);
    const int count = objective.parameterCount();
    const int padded = (count + 15) / 16 * 16; // builds of libLBFGS with SSE work on whole groups
    const Values parameters(lbfgs_malloc(padded), &lbfgs_free);
    if (!parameters)
        return Error{ErrorKind::Internal,
            "linear probe: not enough memory for " + std::to_string(count) + " parameters"};
    std::fill(parameters.get(), parameters.get() + padded, 0.0);

    lbfgs_parameter_t settings;
    lbfgs_parameter_init(&settings);
    settings.m = 10;
    settings.epsilon = 1e-7; // on the gradient of the mean loss
    settings.max_iterations = options.iterations;
    Fit fit{objective, shouldStop};
    const int code = lbfgs(count, parameters.get(), nullptr, evaluateFit, continueFit, &fit, &settings);
    if (fit.stopped)
        return Error{ErrorKind::Cancelled, "linear probe: stopped"};
    // Other codes below zero: the line search met the limit of double precision; the best point so far
    // stands.
    if (code == LBFGSERR_OUTOFMEMORY)
        return Error{ErrorKind::Internal,
            "linear probe: not enough memory for " + std::to_string(count) + " parameters"};

    LinearProbe probe;
    const auto dimension = std::size_t(features.rowSize());
    probe.mean.assign(objective.mean().begin(), objective.mean().end());
    probe.deviation.assign(objective.deviation().begin(), objective.deviation().end());
    probe.weight = ArrayD({classCount, features.rowSize()});
    std::copy_n(parameters.get(), probe.weight.values.size(), probe.weight.values.begin());
    const auto* bias = parameters.get() + std::size_t(classCount) * dimension;
    probe.bias.assign(bias, bias + classCount);
    return probe;
}

} // namespace modalscope
