#include "tests/support/small_dataset.h"

#include "core/base/random.h"
#include "core/base/sha256.h"

#include <cmath>

namespace modalscope {
namespace {

Split makeSplit(const Dataset& dataset, const SmallDatasetOptions& options, const std::string& name, int size)
{
    Random random(7, name);
    Split split;
    split.name = name;
    split.size = size;
    for (int i = 0; i < size; ++i)
        split.classes.push_back(i % options.classes);
    for (const auto& modality : dataset.modalities) {
        Shape shape{size};
        shape.insert(shape.end(), modality.shape.begin(), modality.shape.end());
        auto values = std::make_shared<Array>(shape);
        for (int i = 0; i < size; ++i)
            for (std::size_t k = 0; k < values->row(i).size(); ++k)
                values->row(i)[k]
                    = float(std::sin(0.3 * double(k) * (1 + i % options.classes)) + 0.2 * random.normal());
        split.rows.push_back(rowsInMemory(values));
    }
    split.presence.resize(dataset.modalities.size());
    if (options.missing)
        for (std::size_t m = 1; m < std::min<std::size_t>(3, dataset.modalities.size()); ++m)
            for (int i = 0; i < size; ++i)
                split.presence[m].push_back(i % int(4 * m) == 3 ? 0 : 1);
    std::vector<std::string> speakers;
    std::vector<double> ages;
    for (int i = 0; i < size; ++i) {
        speakers.push_back("spk" + std::to_string(i % 3));
        ages.push_back(20 + i % 5);
    }
    split.columns = {{"speaker", speakers}, {"age", ages}};
    return split;
}

} // namespace

std::shared_ptr<const Dataset> smallDataset(const SmallDatasetOptions& options)
{
    auto dataset = std::make_shared<Dataset>();
    dataset->name = "small";
    dataset->fingerprint = sha256Hex("small " + std::to_string(options.modalities));
    const std::vector<Modality> all{
        {"image", ModalityKind::Image, {1, 8, 8}, "uint8", 1.0, 0.0},
        {"audio", ModalityKind::Sequence, {12, 3}, "float32", 1.0, 0.0},
        {"sensors", ModalityKind::Features, {10}, "float32", 1.0, 0.0},
        {"text", ModalityKind::Features, {6}, "float32", 1.0, 0.0},
    };
    dataset->modalities.assign(all.begin(), all.begin() + options.modalities);
    for (int c = 0; c < options.classes; ++c)
        dataset->classNames.push_back("class " + std::to_string(c));
    dataset->attributes = {{"description", "made for tests"}, {"licence", "CC0"}};
    dataset->splits.push_back(makeSplit(*dataset, options, "train", options.train));
    dataset->splits.push_back(makeSplit(*dataset, options, "valid", options.valid));
    dataset->splits.push_back(makeSplit(*dataset, options, "test", options.test));
    dataset->splits[1].origin = "10 % of train, stratified, seed 0";
    dataset->warnings = {"train: 2 samples are the same as samples of test"};
    return dataset;
}

} // namespace modalscope
