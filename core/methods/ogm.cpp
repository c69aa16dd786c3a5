#include "core/methods/ogm.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr const char* kNoise = "generator/ogm noise";

std::vector<torch::Tensor> modulatedParameters(const Optimizer::Parameters& encoder)
{
    const bool hasConvolutions = std::any_of(
        encoder.begin(), encoder.end(), [](const auto& entry) { return entry.second.dim() == 4; });
    std::vector<torch::Tensor> modulated;
    for (const auto& [name, parameter] : encoder)
        if (hasConvolutions ? parameter.dim() == 4 : parameter.dim() >= 2)
            modulated.push_back(parameter);
    return modulated;
}

} // namespace

std::vector<double> ogmCoefficients(std::span<const double> ratios, double alpha, OgmRule rule)
{
    std::vector<double> coefficients(ratios.size(), 1.0);
    const auto slow = [&](std::size_t m) { coefficients[m] = 1 - std::tanh(alpha * ratios[m]); };
    if (rule == OgmRule::Strict) {
        for (std::size_t m = 0; m < ratios.size(); ++m)
            if (ratios[m] > 1)
                slow(m);
        return coefficients;
    }
    const auto found = std::find_if(ratios.begin() + 1, ratios.end(), [](double ratio) { return ratio > 1; });
    slow(found == ratios.end() ? 0 : std::size_t(found - ratios.begin()));
    return coefficients;
}

Ogm::Ogm(Network network, const MethodSpec& spec)
    : Concat(std::move(network), spec)
    , m_noise(makeGenerator(spec.seed, "ogm noise", spec.device))
{
    for (std::size_t m = 0; m < m_network.modalityCount(); ++m)
        m_modulated.push_back(modulatedParameters(m_network.encoderParameters(m)));
}

void Ogm::modifyGradients(
    const JointPass& pass, const std::vector<LogitSummary>& summaries, StepRecord& record)
{
    JointMethod::modifyGradients(pass, summaries, record);
    const auto& options = m_spec.method.ogm;
    const auto ratios = trueClassRatios(summaries);
    if (ratios.empty() || pass.batch->epoch < options.firstEpoch || pass.batch->epoch > options.lastEpoch)
        return;
    const torch::NoGradGuard guard;
    const auto coefficients = ogmCoefficients(ratios, options.alpha, options.rule);
    for (std::size_t m = 0; m < coefficients.size(); ++m) {
        record.add("ogm/" + m_network.modality(m) + "/coefficient", coefficients[m]);
        for (auto& parameter : m_modulated[m]) {
            auto& gradient = parameter.mutable_grad();
            if (!gradient.defined())
                continue;
            if (m_spec.method.kind == MethodKind::OgmGe) {
                const auto noise = torch::randn(gradient.sizes(), m_noise, gradient.options());
                gradient = coefficients[m] * gradient + (gradient.std() + 1e-8) * noise;
            } else if (coefficients[m] != 1) {
                gradient.mul_(coefficients[m]);
            }
        }
    }
}

std::map<std::string, torch::Tensor> Ogm::state() const
{
    auto state = JointMethod::state();
    state[kNoise] = m_noise.get_state().clone();
    return state;
}

void Ogm::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    JointMethod::restoreState(state);
    auto noise = m_noise;
    noise.set_state(state.at(kNoise));
}

} // namespace modalscope
