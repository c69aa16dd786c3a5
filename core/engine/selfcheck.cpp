#include "core/engine/selfcheck.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/methods/method.h"
#include "core/train/current_error.h"

namespace modalscope {
namespace {

constexpr std::int64_t kSamples = 16;
constexpr std::int64_t kPictures = 4;
constexpr std::int64_t kClasses = 4;
constexpr int kSteps = 2;
constexpr double kTolerance = 5e-3; // of the largest logit: float32, whose rounding grows with every step

struct Case {
    std::string name;
    MethodOptions method;
    std::vector<Modality> modalities;
    EncoderOptions encoder;
    Task task = Task::Classification;
};

MethodOptions methodOf(MethodKind kind)
{
    MethodOptions method;
    method.kind = kind;
    return method;
}

/// Without dropout, whose random numbers differ between devices.
MethodOptions networkOf(NetworkKind kind)
{
    auto method = methodOf(MethodKind::Network);
    method.network.kind = kind;
    method.network.dropPath = method.network.headDropout = 0;
    method.network.attentionDropout.assign(3, 0.0);
    method.network.reluDropout = method.network.residualDropout = method.network.embedDropout = 0;
    return method;
}

std::vector<Case> allCases()
{
    const Modality features{"a", ModalityKind::Features, {20}, "float32"};
    const Modality others{"b", ModalityKind::Features, {12}, "float32"};
    const Modality sequence{"s", ModalityKind::Sequence, {9, 6}, "float32"};
    const Modality image{"i", ModalityKind::Image, {1, 32, 32}, "float32"};
    const Modality video{"v", ModalityKind::Video, {2, 3, 32, 32}, "float32"};
    std::vector<Case> cases;
    const auto addEncoder = [&](const std::string& name, EncoderKind kind, const Modality& modality) {
        EncoderOptions encoder;
        encoder.kind = kind;
        cases.push_back({"encoder " + name, methodOf(MethodKind::Unimodal), {modality}, encoder});
    };
    addEncoder("mlp", EncoderKind::Mlp, features);
    addEncoder("cnn on images", EncoderKind::Cnn, image);
    addEncoder("cnn on video", EncoderKind::Cnn, video);
    addEncoder("resnet18 on images", EncoderKind::Resnet18, image);
    addEncoder("resnet18 on video", EncoderKind::Resnet18, video);
    addEncoder("gru", EncoderKind::Gru, sequence);
    addEncoder("transformer", EncoderKind::Transformer, sequence);
    for (const auto& choice : trainedMethods()) {
        if (choice.value == MethodKind::Network)
            continue; // below
        const auto modalities
            = choice.value == MethodKind::Unimodal ? std::vector{features} : std::vector{features, others};
        cases.push_back({"method " + std::string(choice.text), methodOf(choice.value), modalities, {}});
    }
    const Modality rgb{"rgb", ModalityKind::Image, {3, 64, 64}, "float32"};
    const Modality thermal{"thermal", ModalityKind::Image, {1, 64, 64}, "float32"};
    for (const auto& choice : choices(NetworkKind{})) {
        const bool isForPixels = isDense(choice.value);
        auto modalities = isForPixels ? std::vector{rgb, thermal} : std::vector{sequence, features, others};
        if (choice.value == NetworkKind::Segformer)
            modalities.resize(1, rgb);
        cases.push_back({"network " + std::string(choice.text), networkOf(choice.value), modalities, {},
            isForPixels ? Task::Segmentation : Task::Regression});
    }
    return cases;
}

Batch batchOf(const Case& one, torch::Device device, torch::ScalarType type)
{
    Random random(7, "selfcheck/" + one.name);
    const auto samples = one.task == Task::Segmentation ? kPictures : kSamples;
    Batch batch;
    for (const auto& modality : one.modalities) {
        std::vector<std::int64_t> shape{samples};
        shape.insert(shape.end(), modality.shape.begin(), modality.shape.end());
        auto input = torch::empty(shape, torch::kFloat64);
        auto* values = input.data_ptr<double>();
        for (std::int64_t i = 0; i < input.numel(); ++i)
            values[i] = random.normal();
        batch.inputs.push_back(input.to(device, type));
    }
    const auto count = torch::arange(samples, torch::kInt64);
    if (one.task == Task::Segmentation)
        batch.labels = torch::arange(samples * 64 * 64, torch::kInt64)
                           .div(96, "floor")
                           .remainder(kClasses)
                           .view({samples, 64, 64})
                           .to(device);
    else if (one.task == Task::Regression)
        batch.labels = count.remainder(kClasses).unsqueeze(1).to(device, type);
    else
        batch.labels = count.remainder(kClasses).to(device);
    batch.rows = count.to(device);
    batch.presence.resize(one.modalities.size());
    return batch;
}

/// Fused logits after a few steps, on the CPU in float64.
Result<torch::Tensor> trainedLogits(const Case& one, torch::Device device, Precision precision)
{
    MethodSpec spec;
    spec.method = one.method;
    spec.train.precision = precision;
    // Large steps of a deep network with batch norm magnify rounding a hundredfold: units near zero change
    // sides.
    const bool isDeep = one.encoder.kind == EncoderKind::Resnet18 || one.task != Task::Classification;
    spec.train.learningRate = isDeep ? 1e-4 : 0.01;
    spec.modalities = one.modalities;
    spec.encoders.assign(one.modalities.size(), one.encoder);
    spec.task = one.task;
    spec.classCount = one.task == Task::Regression ? 1 : kClasses;
    spec.trainSize = kSamples;
    spec.seed = 7;
    spec.device = device;
    auto method = buildMethod(spec);
    if (!method)
        return method.error();
    const auto batch
        = batchOf(one, device, precision == Precision::Float64 ? torch::kFloat64 : torch::kFloat32);
    StepRecord record;
    method.value()->beginEpoch(0, spec.train.learningRate);
    for (int step = 0; step < kSteps; ++step)
        method.value()->trainBatch(batch, record);
    return method.value()->predict(batch).fused.to(torch::kCPU, torch::kFloat64);
}

SelfCheck::Line check(const Case& one, torch::Device device)
{
    SelfCheck::Line line{one.name, false, {}};
    const auto reference
        = withoutExceptions([&] { return trainedLogits(one, torch::kCPU, Precision::Float64); });
    const auto tested = withoutExceptions([&] { return trainedLogits(one, device, Precision::Float32); });
    if (!reference || !tested) {
        line.detail = (!reference ? reference : tested).error().message;
        return line;
    }
    const double scale = reference.value().abs().max().item<double>();
    const double difference = (reference.value() - tested.value()).abs().max().item<double>() / scale;
    line.passed = difference < kTolerance;
    line.detail = "largest difference " + numberText(difference) + " of the largest logit, allowed "
        + numberText(kTolerance);
    return line;
}

} // namespace

Result<SelfCheck> runSelfcheck(const RunContext& context)
{
    const auto device = torch::Device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
    const auto cases = allCases();
    SelfCheck result;
    for (const auto& one : cases) {
        if (context.shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        context.report(Progress{std::int64_t(result.lines.size()), std::int64_t(cases.size()), one.name});
        result.lines.push_back(check(one, device));
    }
    return result;
}

} // namespace modalscope
