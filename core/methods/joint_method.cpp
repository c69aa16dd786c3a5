#include "core/methods/joint_method.h"

#include "core/methods/cross_entropy.h"

#include <cmath>

namespace modalscope {
namespace {

/// The modality whose features or logits are no numbers any more, when it can be told.
std::string culprit(const Network& network, const JointPass& pass)
{
    for (std::size_t m = 0; m < network.modalityCount(); ++m)
        for (const auto& values : {pass.features[m], pass.logits[m]})
            if (network.modalityCount() == 1 || (values.defined() && !values.isfinite().all().item<bool>()))
                return network.modality(m);
    return "fused";
}

double innerProduct(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.flatten().dot(b.flatten()).item<double>();
}

} // namespace

std::size_t conditionIndex(const MethodSpec& spec)
{
    for (std::size_t m = 0; m < spec.modalities.size(); ++m)
        if (spec.modalities[m].name == spec.method.condition)
            return m;
    return 0;
}

double gradientNorm(const Optimizer::Parameters& parameters)
{
    double squares = 0;
    for (const auto& [name, parameter] : parameters)
        if (parameter.grad().defined())
            squares += std::pow(parameter.grad().norm().item<double>(), 2);
    return std::sqrt(squares);
}

JointMethod::JointMethod(Network network, const MethodSpec& spec, JointTraits traits)
    : m_network(std::move(network))
    , m_spec(spec)
    , m_traits(traits)
{ }

void JointMethod::finishConstruction()
{
    m_optimizer.emplace(m_network.parameters(), m_spec.train);
}

void JointMethod::beginEpoch(int, double learningRate)
{
    m_optimizer->setLearningRate(learningRate);
}

void JointMethod::trainBatch(const Batch& batch, StepRecord& record)
{
    m_network.setTraining(true);
    auto pass = encode(batch, /*isTraining=*/true);
    pass.needsOwnGradients = isDiagnosed(batch) && m_traits.couplesModalities;
    classify(pass);
    const auto loss = this->loss(pass, record);
    if (!loss.defined())
        return;
    const double value = loss.item<double>();
    if (!std::isfinite(value))
        throw NonFiniteLoss{culprit(m_network, pass), value};
    std::vector<LogitSummary> summaries;
    for (std::size_t m = 0; m < pass.logits.size(); ++m)
        if (pass.logits[m].defined())
            summaries.push_back(summarizeLogits(pass.logits[m], batch.labels, pass.presence[m]));

    auto& optimizer = *m_optimizer;
    optimizer.clearGradients(/*toZero=*/false);
    const auto own = pass.needsOwnGradients ? ownGradients(pass) : std::vector<std::vector<torch::Tensor>>();
    loss.backward();
    if (isDiagnosed(batch))
        recordGradients(own, record);
    modifyGradients(pass, summaries, record);
    optimizer.clipGradients(m_spec.train.clipNorm);
    optimizer.step();
    record.add("train/loss", value);
    recordLogits(pass, summaries, record);
}

JointPass JointMethod::passOf(const Batch& batch, bool isTraining) const
{
    JointPass pass;
    pass.batch = &batch;
    pass.isTraining = isTraining;
    for (std::size_t m = 0; m < m_network.modalityCount(); ++m) {
        const bool isSkipped = m_spec.treatment == MissingTreatment::Skip && m < batch.presence.size();
        pass.presence.push_back(isSkipped ? batch.presence[m] : torch::Tensor());
    }
    pass.logits.resize(m_network.modalityCount());
    return pass;
}

JointPass JointMethod::encode(const Batch& batch, bool isTraining)
{
    auto pass = passOf(batch, isTraining);
    for (std::size_t m = 0; m < m_network.modalityCount(); ++m) {
        const bool dropsRows = m_traits.dropsAbsentRows && pass.presence[m].defined() && isTraining;
        pass.features.push_back(dropsRows ? encodePresent(m, batch) : m_network.encode(m, batch.inputs[m]));
    }
    return pass;
}

torch::Tensor JointMethod::encodePresent(std::size_t modality, const Batch& batch)
{
    const auto rows = presentRows(batch.presence[modality]);
    const auto& input = batch.inputs[modality];
    const auto nothing = torch::zeros({input.size(0), m_network.featureSize(modality)}, input.options());
    if (rows.size(0) == 0)
        return nothing;
    return nothing.index_copy(0, rows, m_network.encode(modality, input.index_select(0, rows)));
}

torch::Tensor JointMethod::loss(JointPass& pass, StepRecord&)
{
    const auto loss = crossEntropy(pass.fused, pass.batch->labels);
    return pass.auxiliaryLoss.defined() ? loss + pass.auxiliaryLoss : loss;
}

void JointMethod::modifyGradients(
    const JointPass&, const std::vector<LogitSummary>& summaries, StepRecord& record)
{
    const auto ratios = trueClassRatios(summaries);
    for (std::size_t m = 0; m < ratios.size(); ++m)
        record.add("ogm/" + m_network.modality(m) + "/ratio", ratios[m]);
}

torch::Tensor JointMethod::ownLoss(const JointPass& pass, std::size_t modality, const torch::Tensor& logits)
{
    const auto& labels = pass.batch->labels;
    if (!pass.presence[modality].defined())
        return crossEntropy(logits, labels);
    const auto rows = presentRows(pass.presence[modality]);
    if (rows.size(0) == 0)
        return {};
    return crossEntropy(logits.index_select(0, rows), labels.index_select(0, rows));
}

std::vector<std::vector<torch::Tensor>> JointMethod::ownGradients(const JointPass& pass)
{
    std::vector<std::vector<torch::Tensor>> all(m_network.modalityCount());
    for (std::size_t m = 0; m < all.size(); ++m) {
        const auto& logits = pass.ownLogits.empty() ? pass.logits[m] : pass.ownLogits[m];
        const auto own = logits.defined() ? ownLoss(pass, m, logits) : torch::Tensor();
        if (!own.defined())
            continue;
        std::vector<torch::Tensor> parameters;
        for (const auto& [name, parameter] : m_network.encoderParameters(m))
            parameters.push_back(parameter);
        if (parameters.empty())
            continue; // frozen
        all[m] = torch::autograd::grad({own}, parameters, {}, /*retain_graph=*/true, /*create_graph=*/false,
            /*allow_unused=*/true);
    }
    return all;
}

void JointMethod::recordGradients(
    const std::vector<std::vector<torch::Tensor>>& own, StepRecord& record) const
{
    const torch::NoGradGuard guard;
    for (std::size_t m = 0; m < m_network.modalityCount(); ++m) {
        const auto& parameters = m_network.encoderParameters(m);
        const auto prefix = "gradient/" + m_network.modality(m);
        const double norm = gradientNorm(parameters);
        record.add(prefix + "/norm", norm);
        if (own.empty() || own[m].empty())
            continue;
        double product = 0, squares = 0;
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            if (!own[m][i].defined())
                continue;
            squares += innerProduct(own[m][i], own[m][i]);
            if (parameters[i].second.grad().defined())
                product += innerProduct(parameters[i].second.grad(), own[m][i]);
        }
        if (norm > 0 && squares > 0)
            record.add(prefix + "/cosine", product / (norm * std::sqrt(squares)));
    }
}

void JointMethod::recordLogits(
    const JointPass& pass, const std::vector<LogitSummary>& summaries, StepRecord& record) const
{
    for (std::size_t m = 0; m < summaries.size(); ++m) {
        if (summaries[m].rows == 0)
            continue;
        record.add("train/" + m_network.modality(m) + "/loss", summaries[m].loss);
        record.add(
            "train/" + m_network.modality(m) + "/accuracy", summaries[m].accuracy, double(summaries[m].rows));
    }
    const bool isAlone = pass.presence.size() == 1; // elsewhere every row has some modality
    const auto fused
        = summarizeLogits(pass.fused, pass.batch->labels, isAlone ? pass.presence.front() : torch::Tensor());
    record.add("train/fused/loss", fused.loss);
    record.add("train/fused/accuracy", fused.accuracy, double(fused.rows));
}

Outputs JointMethod::forward(const Batch& batch)
{
    m_network.setTraining(false);
    return predictionOf(encode(batch, /*isTraining=*/false));
}

Outputs JointMethod::forwardFrom(std::vector<torch::Tensor> features, const Batch& batch)
{
    auto pass = passOf(batch, /*isTraining=*/false);
    pass.features = std::move(features);
    return predictionOf(std::move(pass));
}

Outputs JointMethod::predictionOf(JointPass pass)
{
    classify(pass);
    return {std::move(pass.features), std::move(pass.logits), pass.fused, false, std::move(pass.weights),
        pass.joined};
}

std::map<std::string, torch::Tensor> JointMethod::state() const
{
    std::map<std::string, torch::Tensor> state;
    m_network.addState(state);
    for (const auto& [name, tensor] : m_optimizer->state())
        state.emplace(kOptimizerState + name, tensor);
    return state;
}

void JointMethod::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    m_network.restoreState(state);
    m_optimizer->restoreState(entriesBelow(state, kOptimizerState));
}

void JointMethod::freeze(const std::set<std::string>& names)
{
    m_network.freeze(names);
    m_optimizer->dropFrozen();
}

} // namespace modalscope
