// Training steps of MiT-B0 with its head (4 pictures of 128 x 128) and of MulT (24 samples of 50 steps), and
// what adapters cost a forward; processor time of one thread.
//   bench_networks mit|mult STEPS    prints "NAME MILLISECONDS ..." as network_peer.py does
//   bench_networks adapters ROUNDS   forwards of the base, with SSF attached anew each time, and merged
#include "core/adapters/adapted_network.h"
#include "core/models/initialize_joint_network.h"
#include "core/optim/optimizer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <string>

using namespace modalscope;

namespace {

double processorMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * double(time.tv_sec) + 1e-6 * double(time.tv_nsec);
}

/// A network, one batch and its labels.
struct Task {
    std::shared_ptr<JointNetwork> network;
    std::vector<torch::Tensor> inputs;
    torch::Tensor labels;
    bool isDense = true;

    torch::Tensor loss() const
    {
        const auto outputs = network->forward(inputs, {});
        return isDense ? torch::cross_entropy_loss(outputs, labels) : torch::l1_loss(outputs, labels);
    }
};

Task makeTask(NetworkKind kind, int modalities, std::int64_t samples)
{
    constexpr std::int64_t kSide = 128, kSteps = 50, kClasses = 9;
    const std::vector<std::int64_t> features{300, 5, 20};
    NetworkOptions options;
    options.kind = kind;
    Task task;
    task.isDense = isDense(kind);
    std::vector<Modality> shapes;
    for (int m = 0; m < modalities; ++m) {
        Modality modality;
        modality.name = "m" + std::to_string(m);
        modality.kind = task.isDense ? ModalityKind::Image : ModalityKind::Sequence;
        modality.shape = task.isDense ? std::vector<std::int64_t>{3, kSide, kSide}
                                      : std::vector<std::int64_t>{kSteps, features[std::size_t(m)]};
        auto shape = modality.shape;
        shape.insert(shape.begin(), samples);
        task.inputs.push_back(torch::randn(shape));
        shapes.push_back(modality);
    }
    task.network = makeJointNetwork(options, shapes, task.isDense ? int(kClasses) : 1).value();
    initializeJointNetwork(*task.network, 1);
    task.network->setGenerator(at::detail::createCPUGenerator(3));
    task.labels = task.isDense ? torch::randint(0, kClasses, {samples, kSide, kSide}, torch::kInt64)
                               : torch::randn({samples, 1});
    return task;
}

void trainSteps(const char* name, const Task& task, int steps)
{
    Optimizer::Parameters parameters;
    for (const auto& item : task.network->named_parameters())
        parameters.emplace_back(item.key(), item.value());
    TrainOptions options;
    options.optimizer = OptimizerKind::AdamW;
    options.learningRate = 1e-4;
    options.weightDecay = 0.01;
    Optimizer optimizer(parameters, options);
    task.network->train();
    std::printf("%s", name);
    for (int i = 0; i < steps; ++i) {
        const auto start = processorMilliseconds();
        optimizer.clearGradients(false);
        task.loss().backward();
        optimizer.step();
        std::printf(" %.2f", processorMilliseconds() - start);
    }
    std::printf("\n");
}

void forwards(const char* name, const Task& task, int rounds)
{
    const torch::NoGradGuard noGradients;
    task.network->eval();
    std::vector<int> present(task.inputs.size());
    std::iota(present.begin(), present.end(), 0);
    auto adapted
        = AdaptedNetwork::make(adaptableLayers(task.network, "",
                                   [&](const std::string& path) { return task.network->partOf(path); }),
            {}, present, 0)
              .value();
    const auto timed = [&](const auto& prepare) {
        const auto start = processorMilliseconds();
        prepare();
        task.network->forward(task.inputs, {});
        return processorMilliseconds() - start;
    };
    double base = 1e9, attached = 1e9, merged = 1e9;
    for (int i = 0; i < rounds; ++i) {
        adapted.remove();
        base = std::min(base, timed([] {}));
        attached = std::min(attached, timed([&] { adapted.attach(); }));
        adapted.merge();
        merged = std::min(merged, timed([] {}));
    }
    std::printf("%-34s base %8.2f ms   SSF attached %8.2f ms (%+5.1f %%)   merged %8.2f ms (%+5.1f %%)\n",
        name, base, attached, 100 * (attached / base - 1), merged, 100 * (merged / base - 1));
}

} // namespace

int main(int argc, char** argv)
{
    const std::string what = argc > 1 ? argv[1] : "adapters";
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 20;
    at::set_num_threads(1);
    torch::manual_seed(1);
    if (what == "mit")
        trainSteps("mit", makeTask(NetworkKind::Segformer, 1, 4), rounds);
    else if (what == "mult")
        trainSteps("mult", makeTask(NetworkKind::Mult, 3, 24), rounds);
    else {
        forwards("MiT-B0, 4 x 128 x 128", makeTask(NetworkKind::Segformer, 1, 4), rounds);
        forwards("CMNeXt-B0, 2 modalities, 1 picture", makeTask(NetworkKind::Cmnext, 2, 1), rounds);
        forwards("CMNeXt-B0, 2 modalities, 4", makeTask(NetworkKind::Cmnext, 2, 4), rounds);
        forwards("CMNeXt-B0, 4 modalities, 4", makeTask(NetworkKind::Cmnext, 4, 4), rounds);
        forwards("MulT, 1 x 50", makeTask(NetworkKind::Mult, 3, 1), rounds);
        forwards("MulT, 24 x 50", makeTask(NetworkKind::Mult, 3, 24), rounds);
    }
    return 0;
}
