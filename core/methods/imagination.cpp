#include "core/methods/imagination.h"

#include "core/methods/feature_cells.h"

namespace modalscope {
namespace {

constexpr const char* kTeacher = "teacher/";
/// Weights without a teacher, those of a stored epoch, tell by it which phase they are from. Named like batch
/// norm's counter, which is no parameter.
constexpr const char* kImagined = "imagination.num_batches_tracked";

} // namespace

torch::Tensor drawShownCells(const torch::Tensor& present, Random& random)
{
    auto shown = present.to(torch::kCPU, /*non_blocking=*/false, /*copy=*/true);
    auto cells = shown.accessor<bool, 2>();
    for (std::int64_t row = 0; row < shown.size(1); ++row) {
        std::vector<std::int64_t> there;
        for (std::int64_t m = 0; m < shown.size(0); ++m)
            if (cells[m][row])
                there.push_back(m);
        for (std::size_t count = 0; there.size() > 1 && (count == 0 || count == there.size());) {
            count = 0;
            for (const auto m : there) {
                cells[m][row] = random.below(2) == 1;
                count += cells[m][row] ? 1 : 0;
            }
        }
    }
    return shown.to(present.device());
}

Imagination::Imagination(Network network, const MethodSpec& spec)
    : LateFusion(std::move(network), spec)
    , m_forward(m_network, "forward", m_network.totalFeatureSize(), spec.method.reconstruction)
    , m_backward(m_network, "backward", m_network.totalFeatureSize(), spec.method.reconstruction)
    , m_head(m_network.addLinear(
          "head", ResidualAutoencoder::codeSize(spec.method.reconstruction), spec.classCount))
    , m_imagined(torch::zeros({}, torch::kInt64))
{
    finishConstruction();
}

void Imagination::beginEpoch(int epoch, double learningRate)
{
    LateFusion::beginEpoch(epoch, learningRate);
    if (epoch >= m_spec.method.reconstruction.pretrainEpochs && !m_teacher)
        makeTeacher(m_network.weights());
}

void Imagination::classify(JointPass& pass)
{
    const bool imagines = pass.isTraining ? m_teacher.has_value() : m_imagined.item<std::int64_t>() > 0;
    if (!imagines)
        return LateFusion::classify(pass);
    const auto present = presentCells(pass);
    if (pass.isTraining)
        return imagine(pass, present);
    const auto classifyJoined
        = [this](const torch::Tensor& joined) { return m_head(m_forward.forward(joined).code); };
    pass.joined = m_forward.forward(joinFeatures(pass.features, present)).code;
    pass.fused = m_head(pass.joined);
    pass.logits = logitsOfEach(pass.features, present, classifyJoined);
}

void Imagination::imagine(JointPass& pass, const torch::Tensor& present)
{
    const auto& batch = *pass.batch;
    Random random(m_spec.seed, "mmin/" + std::to_string(batch.epoch) + "/" + std::to_string(batch.index));
    const auto shown = drawShownCells(present, random);
    const auto imagined = m_forward.forward(joinFeatures(pass.features, shown));
    const auto back = m_backward.forward(imagined.values.masked_fill(valuesOf(shown, pass.features), 0));
    const auto targets = teacherFeatures(batch);
    const auto& options = m_spec.method.reconstruction;
    const auto hidden = present.logical_and(shown.logical_not());
    pass.fused = m_head(imagined.code);
    pass.auxiliaryLoss = options.forwardWeight * reconstructionError(imagined.values, targets, hidden)
        + options.cycleWeight * reconstructionError(back.values, targets, shown);
    m_imagined.add_(1);
}

torch::Tensor Imagination::loss(JointPass& pass, StepRecord& record)
{
    return m_teacher ? JointMethod::loss(pass, record) : LateFusion::loss(pass, record);
}

void Imagination::makeTeacher(const std::map<std::string, torch::Tensor>& weights)
{
    m_teacher.emplace(Network::make(m_spec).value());
    m_teacher->setTraining(false);
    const torch::NoGradGuard guard;
    for (auto& [name, tensor] : m_teacher->weights())
        tensor.copy_(weights.at(name));
}

std::vector<torch::Tensor> Imagination::teacherFeatures(const Batch& batch)
{
    const torch::NoGradGuard guard;
    std::vector<torch::Tensor> features;
    for (std::size_t m = 0; m < m_teacher->modalityCount(); ++m)
        features.push_back(m_teacher->encode(m, batch.inputs[m]));
    return features;
}

std::map<std::string, torch::Tensor> Imagination::weights()
{
    auto weights = LateFusion::weights();
    weights.emplace(kImagined, m_imagined);
    return weights;
}

std::map<std::string, torch::Tensor> Imagination::state() const
{
    auto state = LateFusion::state();
    if (m_teacher)
        for (const auto& [name, tensor] : m_teacher->weights())
            state.emplace(kTeacher + name, tensor.detach().clone());
    return state;
}

void Imagination::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    LateFusion::restoreState(state);
    const auto teacher = entriesBelow(state, kTeacher);
    m_teacher.reset();
    if (!teacher.empty())
        makeTeacher(teacher);
}

} // namespace modalscope
