// UMAP of Gaussian clusters with 128 values: seconds of each stage, peak memory, trustworthiness, hash of the
// layout. bench_umap [POINTS] [THREADS] [POINTS.f32]: float32 values of points from a file instead, to
// compare with a peer; the layout is written beside it with the ending .layout.
#include "core/base/random.h"
#include "core/projection/pca.h"
#include "core/projection/projection_quality.h"
#include "core/projection/umap.h"

#include <bit>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include <sys/resource.h>

using namespace modalscope;

namespace {

constexpr std::int64_t kValues = 128;

class BenchClock {
public:
    void say(const char* what) const
    {
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - m_wall;
        std::printf("%-12s %7.2f s, of processors %7.2f s\n", what, wall.count(),
            double(std::clock() - m_processor) / CLOCKS_PER_SEC);
    }

private:
    std::chrono::steady_clock::time_point m_wall = std::chrono::steady_clock::now();
    std::clock_t m_processor = std::clock();
};

Array gaussianClusters(std::int64_t count)
{
    constexpr int kClusters = 20;
    Random random(1);
    std::vector<double> centers(kClusters * kValues);
    for (double& center : centers)
        center = random.normal();
    Array out({count, kValues});
    for (std::int64_t i = 0; i < count; ++i) {
        const auto cluster = random.below(kClusters);
        for (std::uint64_t d = 0; d < kValues; ++d)
            out.row(i)[d] = float(centers[cluster * kValues + d] + random.normal());
    }
    return out;
}

Array pointsOf(std::int64_t count, const char* file)
{
    if (!file)
        return gaussianClusters(count);
    Array out({count, kValues});
    std::ifstream(file, std::ios::binary)
        .read(reinterpret_cast<char*>(out.values.data()), std::streamsize(out.values.size() * sizeof(float)));
    return out;
}

} // namespace

int main(int count, char** arguments)
{
    const std::int64_t size = count > 1 ? std::atoll(arguments[1]) : 10000;
    const int threads = count > 2 ? std::atoi(arguments[2]) : 0;
    const auto points = pointsOf(size, count > 3 ? arguments[3] : nullptr);

    {
        const BenchClock clock;
        const auto pca = fitPca(points, {.components = 2, .threads = threads});
        clock.say(pca ? "PCA" : pca.error().message.c_str());
    }
    const BenchClock clock;
    auto umap = Umap::create(points, {.threads = threads});
    if (!umap) {
        std::puts(umap.error().message.c_str());
        return 1;
    }
    clock.say("picture");
    std::string stage;
    RunContext context;
    context.report = [&](const RunEvent& event) {
        const auto& now = std::get<Progress>(event).stage;
        if (!stage.empty() && now != stage)
            clock.say(stage.c_str());
        stage = now;
    };
    while (!umap.value().finished())
        if (const auto done = umap.value().run(10, context); !done)
            return 1;
    clock.say(stage.c_str());

    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto& layout = umap.value().layout();
    std::uint64_t hash = 14695981039346656037ULL;
    for (const float value : layout.values)
        hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 1099511628211ULL;
    const auto quality = measureProjection(points, layout, {}, {.threads = threads});
    std::printf("%lld points, peak %ld MB, trustworthiness %.5f, continuity %.5f, hash %016llx\n",
        (long long)size, usage.ru_maxrss / 1024, quality.value().trustworthiness, quality.value().continuity,
        (unsigned long long)hash);
    if (count > 3)
        std::ofstream(std::string(arguments[3]) + ".layout", std::ios::binary)
            .write(reinterpret_cast<const char*>(layout.values.data()),
                std::streamsize(layout.values.size() * sizeof(float)));
    return 0;
}
