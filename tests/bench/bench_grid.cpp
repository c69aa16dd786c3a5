#include "core/base/text.h"
#include "core/engine/engine.h"
#include "core/io/dataset_hdf5.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

using namespace modalscope;

/// bench_grid EXPERIMENT.json FOLDER RUNS WORKERS: that many seeds of one experiment on that many threads of
/// this process; prints the seconds from reading the data to the last finished run.
int main(int count, char** arguments)
{
    if (count != 5) {
        std::fprintf(stderr, "usage: bench_grid EXPERIMENT.json FOLDER RUNS WORKERS\n");
        return 2;
    }
    const auto start = std::chrono::steady_clock::now();
    const auto experiment = readExperiment(arguments[1]);
    if (!experiment) {
        std::fprintf(stderr, "error: %s\n", experiment.error().message.c_str());
        return 2;
    }
    const auto dataset = readDataset(experiment.value().dataset);
    if (!dataset) {
        std::fprintf(stderr, "error: %s\n", dataset.error().message.c_str());
        return 2;
    }
    const int runs = std::atoi(arguments[3]);
    std::atomic<int> next = 0;
    std::atomic<int> failed = 0;
    std::vector<std::jthread> workers;
    for (int worker = 0; worker < std::atoi(arguments[4]); ++worker)
        workers.emplace_back([&] {
            for (int run = next++; run < runs; run = next++) {
                RunRequest request{experiment.value(), dataset.value(), {}, "bench_grid"};
                request.experiment.seed = std::uint64_t(run);
                request.folder
                    = std::filesystem::path(arguments[2]) / runId(request.experiment, *dataset.value());
                if (const auto done = modalscopeEngine()->run(request, {}); !done) {
                    std::fprintf(stderr, "error: %s\n", done.error().message.c_str());
                    ++failed;
                }
            }
        });
    workers.clear();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("%.3f\n", seconds.count());
    return failed == 0 ? 0 : 1;
}
