// Training steps of an encoder, and of the same layers built from LibTorch's own modules and optimiser, in
// turn on one thread: processor time per batch of 64. bench_encoder [STEPS]
#include "core/base/libtorch.h"
#include "core/models/encoder.h"
#include "core/models/initialize.h"
#include "core/optim/optimizer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace modalscope;

namespace {

constexpr std::int64_t kBatch = 64;
constexpr int kClasses = 10;

double processorSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

torch::nn::Sequential plainLayers(EncoderKind kind, const Modality& modality)
{
    using namespace torch::nn;
    Sequential layers;
    if (kind == EncoderKind::Mlp) {
        layers->push_back(Linear(modality.size(), 128));
        layers->push_back(ReLU());
        layers->push_back(Linear(128, 64));
        layers->push_back(ReLU());
        return layers;
    }
    auto inputs = modality.shape[0];
    for (const std::int64_t outputs : {16, 32, 64}) {
        layers->push_back(Conv2d(Conv2dOptions(inputs, outputs, 3).padding(1).bias(false)));
        layers->push_back(BatchNorm2d(outputs));
        layers->push_back(ReLU());
        layers->push_back(MaxPool2d(2));
        inputs = outputs;
    }
    layers->push_back(AdaptiveAvgPool2d(1));
    layers->push_back(Flatten());
    return layers;
}

/// One way to train: forward, loss, backward, step.
template <class Forward, class Step>
double timeSteps(int steps, const Forward& forward, const Step& step, const torch::Tensor& labels)
{
    std::vector<double> times;
    for (int i = 0; i < steps; ++i) {
        const auto start = processorSeconds();
        torch::cross_entropy_loss(forward(), labels).backward();
        step();
        times.push_back(processorSeconds() - start);
    }
    std::ranges::sort(times);
    return times[times.size() / 2] * 1e3;
}

void compare(const char* name, EncoderKind kind, const Modality& modality, int steps)
{
    EncoderOptions options;
    options.kind = kind;
    const auto encoder = makeEncoder(options, modality).value();
    torch::nn::Linear head(64, kClasses), plainHead(64, kClasses);
    initialize(*encoder, 0, "encoder");
    initialize(*head, 0, "head");
    Optimizer::Parameters parameters;
    for (const auto& item : encoder->named_parameters())
        parameters.emplace_back(item.key(), item.value());
    for (const auto& item : head->named_parameters())
        parameters.emplace_back("head." + item.key(), item.value());
    Optimizer optimizer(parameters, {});

    auto plain = plainLayers(kind, modality);
    auto all = plain->parameters();
    for (const auto& parameter : plainHead->parameters())
        all.push_back(parameter);
    torch::optim::SGD peer(all, torch::optim::SGDOptions(1e-3).momentum(0.9).weight_decay(1e-4));

    std::vector<std::int64_t> shape{kBatch};
    shape.insert(shape.end(), modality.shape.begin(), modality.shape.end());
    const auto input = torch::rand(shape);
    const auto labels = torch::arange(kBatch, torch::kInt64) % kClasses;
    double ours = 1e9, theirs = 1e9;
    for (int round = 0; round < 3; ++round) {
        ours = std::min(ours,
            timeSteps(
                steps, [&] { return head->forward(encoder->forward(input)); },
                [&] {
                    optimizer.step();
                    optimizer.clearGradients(false);
                },
                labels));
        theirs = std::min(theirs,
            timeSteps(
                steps, [&] { return plainHead->forward(plain->forward(input)); },
                [&] {
                    peer.step();
                    peer.zero_grad();
                },
                labels));
    }
    std::printf("%-18s ours %8.3f ms   LibTorch's modules %8.3f ms   ratio %.2f\n", name, ours, theirs,
        ours / theirs);
}

} // namespace

int main(int argc, char** argv)
{
    const int steps = argc > 1 ? std::atoi(argv[1]) : 20;
    at::set_num_threads(1);
    compare(
        "mlp 240", EncoderKind::Mlp, {"pix240", ModalityKind::Features, {240}, "float32", 1, 0}, 10 * steps);
    compare("mlp 6", EncoderKind::Mlp, {"mor6", ModalityKind::Features, {6}, "float32", 1, 0}, 10 * steps);
    compare("cnn 1 x 28 x 28", EncoderKind::Cnn, {"image", ModalityKind::Image, {1, 28, 28}, "uint8", 1, 0},
        steps);
    compare("cnn 1 x 32 x 40", EncoderKind::Cnn, {"audio", ModalityKind::Image, {1, 32, 40}, "uint8", 1, 0},
        steps);
    compare("cnn 3 x 64 x 64", EncoderKind::Cnn, {"photo", ModalityKind::Image, {3, 64, 64}, "uint8", 1, 0},
        steps);
    return 0;
}
