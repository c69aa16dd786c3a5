#include "tests/core/export/untrained_run.h"

#include "core/data/synthetic.h"
#include "core/engine/checkpoint.h"
#include "core/engine/prepared_run.h"
#include "core/export/npz_file.h"
#include "core/store/run_folder.h"
#include "core/train/tensor_bytes.h"
#include "tests/support/small_dataset.h"

namespace modalscope {
namespace {

/// Every weight away from where it starts, so that none could be left out without notice.
void shakeWeights(Method& method)
{
    const torch::NoGradGuard noGradients;
    torch::manual_seed(5);
    for (auto& [name, tensor] : method.weights()) {
        auto values = tensor;
        if (!values.is_floating_point())
            values.fill_(1);
        else if (name.ends_with("running_var"))
            values.uniform_(0.5, 1.5);
        else
            values.add_(0.05 * torch::randn_like(values));
    }
}

std::map<std::string, torch::Tensor> saidOfTest(PreparedRun& run)
{
    auto loader = evaluationLoader(run, {.split = "test"});
    if (!loader)
        return {};
    std::map<std::string, std::vector<torch::Tensor>> parts;
    loader.value()->beginEpoch(0);
    for (auto batch = loader.value()->next(); batch && batch.value(); batch = loader.value()->next()) {
        const auto outputs = run.method->predict(*batch.value());
        parts["fused"].push_back(outputs.fused);
        for (std::size_t m = 0; m < run.names.size(); ++m)
            if (outputs.logits[m].defined())
                parts["each." + run.names[m]].push_back(outputs.logits[m]);
    }
    std::map<std::string, torch::Tensor> whole;
    for (const auto& [name, tensors] : parts)
        whole.emplace(name, torch::cat(tensors));
    return whole;
}

/// A copy whose split `test` has `present` (0 or 1 for each sample, in turn) for a modality.
void hideSome(Dataset& dataset, std::size_t modality, int every)
{
    for (auto& split : dataset.splits) {
        split.presence[modality].assign(std::size_t(split.size), 1);
        for (std::int64_t i = 0; i < split.size; i += every)
            split.presence[modality][std::size_t(i)] = 0;
    }
}

std::shared_ptr<const Dataset> withoutModality(Dataset dataset, std::size_t modality)
{
    const auto at = std::ptrdiff_t(modality);
    dataset.modalities.erase(dataset.modalities.begin() + at);
    for (auto& split : dataset.splits) {
        split.rows.erase(split.rows.begin() + at);
        split.presence.erase(split.presence.begin() + at);
    }
    return std::make_shared<const Dataset>(std::move(dataset));
}

} // namespace

std::string writeUntrainedRun(const Experiment& experiment, const std::shared_ptr<const Dataset>& dataset,
    const std::filesystem::path& path, const std::filesystem::path& exported)
{
    auto run = prepareRun(experiment, dataset);
    if (!run)
        return run.error().message;
    if (auto fitted = fitStandardizers(run.value()); !fitted)
        return fitted.error().message;
    if (auto fitted = fitMeans(run.value()); !fitted)
        return fitted.error().message;
    shakeWeights(*run.value().method);
    const RunFolder folder(path);
    if (auto made = folder.create(experiment, originOf(experiment, *dataset)); !made)
        return made.error().message;
    if (auto written
        = writeCheckpoint(folder.file("checkpoint.safetensors"), run.value(), 1, Durability::Process);
        !written)
        return written.error().message;
    std::filesystem::create_directories(exported);
    const auto said = writeNpz(exported / "expected.npz", toTensorBytes(saidOfTest(run.value())));
    return said ? std::string() : said.error().message;
}

std::shared_ptr<const Dataset> exportedClasses()
{
    return smallDataset({.modalities = 4, .missing = true});
}

std::shared_ptr<const Dataset> exportedVideo()
{
    auto dataset = *smallDataset();
    dataset.modalities[0] = {"video", ModalityKind::Video, {4, 1, 4, 4}, "float32", 1.0, 0.0};
    return withoutModality(dataset, 1); // what was an image of 8 × 8 is four frames of 4 × 4
}

std::shared_ptr<const Dataset> exportedPictures()
{
    auto dataset = makeSample(SampleKind::Segmentation,
        {.train = 8, .valid = 2, .test = 4, .rows = 48, .columns = 32, .classes = 3})
                       .value();
    dataset.modalities.push_back(dataset.modalities[1]);
    dataset.modalities.back().name = "depth";
    for (auto& split : dataset.splits) {
        split.presence.resize(3);
        std::vector<std::int64_t> backwards;
        for (auto row = split.size; row-- > 0;)
            backwards.push_back(row);
        split.rows.push_back(someRows(split.rows[1], backwards));
    }
    hideSome(dataset, 1, 2);
    return std::make_shared<const Dataset>(std::move(dataset));
}

std::shared_ptr<const Dataset> exportedSequences()
{
    auto dataset = makeSample(SampleKind::Sentiment, {.train = 20, .valid = 6, .test = 10}).value();
    hideSome(dataset, 1, 3);
    return std::make_shared<const Dataset>(std::move(dataset));
}

std::shared_ptr<const Dataset> exportedSteps()
{
    auto dataset = *exportedSequences();
    auto& last = dataset.modalities.back();
    last.kind = ModalityKind::Features;
    last.shape = {last.size()};
    return std::make_shared<const Dataset>(std::move(dataset));
}

} // namespace modalscope
