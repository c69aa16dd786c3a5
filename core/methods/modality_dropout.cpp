#include "core/methods/modality_dropout.h"

#include "core/methods/feature_cells.h"

namespace modalscope {

torch::Tensor dropCells(const torch::Tensor& present, double rate, Random& random)
{
    auto kept = present.to(torch::kCPU, /*non_blocking=*/false, /*copy=*/true);
    auto cells = kept.accessor<bool, 2>();
    for (std::int64_t row = 0; row < kept.size(1); ++row) {
        std::vector<std::int64_t> dropped;
        bool isEmpty = true;
        for (std::int64_t m = 0; m < kept.size(0); ++m) {
            if (!cells[m][row])
                continue;
            cells[m][row] = random.uniform() >= rate;
            if (cells[m][row])
                isEmpty = false;
            else
                dropped.push_back(m);
        }
        if (isEmpty && !dropped.empty())
            cells[dropped[random.below(dropped.size())]][row] = true;
    }
    return kept.to(present.device());
}

ModalityDropout::ModalityDropout(Network network, const MethodSpec& spec)
    : Concat(std::move(network), spec, {.dropsAbsentRows = true})
{ }

void ModalityDropout::classify(JointPass& pass)
{
    auto cells = presentCells(pass);
    if (pass.isTraining) {
        const auto& batch = *pass.batch;
        Random random(m_spec.seed,
            "modality dropout/" + std::to_string(batch.epoch) + "/" + std::to_string(batch.index));
        cells = dropCells(cells, m_spec.method.modalityDropout, random);
    }
    for (std::size_t m = 0; m < pass.features.size(); ++m) {
        pass.presence[m] = cells[std::int64_t(m)];
        pass.features[m] = joinFeatures({pass.features[m]}, pass.presence[m].unsqueeze(0));
    }
    Concat::classify(pass);
}

} // namespace modalscope
