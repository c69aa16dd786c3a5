#include "core/models/joint_network.h"

#include "core/models/cmnext.h"
#include "core/models/mmsformer.h"
#include "core/models/mult.h"
#include "core/models/segformer.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::int64_t kLeastSide = 32; // the fourth stage's map is then one position

Error unsuitable(const NetworkOptions& options, const Modality& modality, const std::string& why)
{
    return {ErrorKind::Shape,
        "modality " + modality.name + " (" + shapeText(modality) + "): " + labelOf(options.kind) + " " + why};
}

Result<void> checkImage(const NetworkOptions& options, const Modality& modality, const Modality& first)
{
    if (modality.kind != ModalityKind::Image)
        return unsuitable(options, modality, "needs images; choose a network that takes this modality");
    if (modality.shape[0] != 1 && modality.shape[0] != 3)
        return unsuitable(options, modality,
            "takes images of 1 channel, which it repeats, or of 3; store the modality with one of them");
    if (modality.shape[1] < kLeastSide || modality.shape[2] < kLeastSide)
        return unsuitable(options, modality, "needs at least 32 rows and 32 columns; store larger images");
    if (modality.shape[1] != first.shape[1] || modality.shape[2] != first.shape[2])
        return unsuitable(options, modality,
            "needs images of the same size as modality " + first.name + " (" + shapeText(first)
                + "); resize one of them");
    return {};
}

Result<std::shared_ptr<JointNetwork>> makeDense(
    const NetworkOptions& options, const std::vector<Modality>& modalities, int classes)
{
    for (const auto& modality : modalities)
        if (auto fits = checkImage(options, modality, modalities.front()); !fits)
            return fits.error();
    const int count = int(modalities.size());
    if (options.kind == NetworkKind::Segformer && count != 1)
        return Error{ErrorKind::Shape,
            "SegFormer takes one modality and the dataset has " + std::to_string(count)
                + "; leave the others out or choose cmnext or mmsformer"};
    if (options.kind == NetworkKind::Mmsformer) {
        if (count < 2)
            return Error{
                ErrorKind::Shape, "MMSFormer needs two modalities or more; choose segformer for one"};
        const auto extra = mitSizeOfExtra(options);
        if (mitShape(options.size).widths != mitShape(extra).widths)
            return invalidInput("extra_size " + toText(extra) + " does not fit size " + toText(options.size)
                + " because their stages differ in width; choose "
                + (options.size == MitSize::B0 ? "extra_size b0" : "an extra_size from b1 to b5"));
        return std::shared_ptr<JointNetwork>(std::make_shared<Mmsformer>(options, count, classes));
    }
    if (count == 1)
        return std::shared_ptr<JointNetwork>(std::make_shared<Segformer>(options, classes));
    return std::shared_ptr<JointNetwork>(std::make_shared<Cmnext>(options, count, classes));
}

Result<std::shared_ptr<JointNetwork>> makeMult(
    const NetworkOptions& options, const std::vector<Modality>& modalities, int outputs)
{
    if (modalities.size() != 3)
        return Error{ErrorKind::Shape,
            "MulT takes three modalities and the dataset has " + std::to_string(modalities.size())
                + "; choose three"};
    std::array<std::int64_t, 3> features{};
    for (std::size_t m = 0; m < 3; ++m) {
        const auto kind = modalities[m].kind;
        if (kind != ModalityKind::Sequence && kind != ModalityKind::Features)
            return unsuitable(
                options, modalities[m], "needs sequences or features; choose a network for images");
        features[m] = modalities[m].shape.back();
    }
    if (options.width % options.heads != 0)
        return invalidInput("`heads` (" + std::to_string(options.heads) + ") does not divide `width` ("
            + std::to_string(options.width) + ") of MulT; change one of them");
    if (options.attentionDropout.size() != 3)
        return invalidInput("`attention_dropout` of MulT has "
            + std::to_string(options.attentionDropout.size())
            + " values; give one for each of the three modalities");
    return std::shared_ptr<JointNetwork>(std::make_shared<Mult>(options, features, outputs));
}

} // namespace

const torch::Tensor* FeatureRecord::find(const std::string& name) const
{
    const auto found = std::find_if(
        features.begin(), features.end(), [&](const auto& feature) { return feature.first == name; });
    return found == features.end() ? nullptr : &found->second;
}

void JointNetwork::setGenerator(const at::Generator& generator)
{
    for (const auto& module : modules(/*include_self=*/false)) {
        if (auto* const dropout = dynamic_cast<HashedDropout*>(module.get()))
            dropout->setGenerator(generator);
        else if (auto* const units = dynamic_cast<UnitDropout*>(module.get()))
            units->setGenerator(generator);
    }
}

Result<std::shared_ptr<JointNetwork>> makeJointNetwork(
    const NetworkOptions& options, const std::vector<Modality>& modalities, int outputs)
{
    if (modalities.empty())
        return Error{ErrorKind::Shape, labelOf(options.kind) + " needs a modality; choose at least one"};
    return isDense(options.kind) ? makeDense(options, modalities, outputs)
                                 : makeMult(options, modalities, outputs);
}

} // namespace modalscope
