#include "core/train/streaming_loader.h"

#include "core/base/random.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace modalscope {
namespace {

constexpr std::int64_t kBlockBytes = 1 << 20;
constexpr std::int64_t kWindowBytes = 96 << 20;
constexpr std::size_t kBatchesAhead = 2;

/// Places of the window: rows of every modality as they were read, and their label maps.
struct WindowSlots {
    std::vector<std::vector<float>> values; // one per modality
    std::vector<std::int16_t> maps;

    WindowSlots(const LoaderPlan& plan, std::int64_t rows)
        : maps(std::size_t(rows * plan.mapSize()))
    {
        for (std::size_t m = 0; m < plan.spec.modalities.size(); ++m)
            values.emplace_back(std::size_t(rows * plan.reader(m).rowSize()));
    }
};

} // namespace

/// Rows of all modalities in the order of reading, one block in memory.
class StreamingLoader::Incoming {
public:
    Incoming(const LoaderPlan& plan, const ShuffleWindow& window)
        : m_plan(plan)
        , m_window(window)
        , m_values(plan.spec.modalities.size())
    { }

    /// Copies the next row of every modality and its label map to place `slot` of `to`.
    Result<void> take(WindowSlots& to, std::int64_t slot)
    {
        if (m_next == std::int64_t(m_rows.size()))
            if (auto read = readBlock(); !read)
                return read;
        for (std::size_t m = 0; m < m_values.size(); ++m) {
            const auto size = m_plan.reader(m).rowSize();
            std::copy_n(m_values[m].begin() + m_next * size, size, to.values[m].begin() + slot * size);
        }
        const auto pixels = m_plan.mapSize();
        std::copy_n(m_maps.begin() + m_next * pixels, pixels, to.maps.begin() + slot * pixels);
        ++m_next;
        return {};
    }

private:
    Result<void> readBlock()
    {
        const auto first = m_window.blocks()[m_block++];
        m_rows.resize(std::size_t(m_window.blockSize(first)));
        std::iota(m_rows.begin(), m_rows.end(), first);
        for (std::size_t m = 0; m < m_values.size(); ++m) {
            m_values[m].resize(m_rows.size() * std::size_t(m_plan.reader(m).rowSize()));
            if (auto read = m_plan.read(m, m_rows, m_values[m]); !read)
                return read;
        }
        m_maps.resize(m_rows.size() * std::size_t(m_plan.mapSize()));
        if (!m_maps.empty())
            if (auto read = m_plan.readMaps(m_rows, m_maps); !read)
                return read;
        m_next = 0;
        return {};
    }

    const LoaderPlan& m_plan;
    const ShuffleWindow& m_window;
    std::vector<std::vector<float>> m_values; // one block per modality
    std::vector<std::int16_t> m_maps;
    std::vector<std::int64_t> m_rows;
    std::size_t m_block = 0;
    std::int64_t m_next = 0; // within the block
};

StreamingLoader::StreamingLoader(LoaderPlan plan)
    : m_plan(std::move(plan))
{
    std::int64_t rowBytes = m_plan.mapSize() * std::int64_t(sizeof(std::int16_t));
    for (std::size_t m = 0; m < m_plan.spec.modalities.size(); ++m)
        rowBytes += m_plan.reader(m).rowSize() * std::int64_t(sizeof(float));
    m_blockRows = std::clamp<std::int64_t>(kBlockBytes / rowBytes, 1, m_plan.samples);
    m_windowRows = std::clamp<std::int64_t>(kWindowBytes / rowBytes, 1, m_plan.samples);
}

StreamingLoader::~StreamingLoader()
{
    endEpoch();
}

void StreamingLoader::endEpoch()
{
    m_worker.request_stop();
    if (m_worker.joinable())
        m_worker.join();
    m_ready.clear();
    m_error.reset();
    m_exception = nullptr;
    m_isDone = true;
}

void StreamingLoader::beginEpoch(int epoch)
{
    endEpoch();
    m_isDone = false;
    m_worker = std::jthread([this, epoch](const std::stop_token& stop) { work(stop, epoch); });
}

void StreamingLoader::work(const std::stop_token& stop, int epoch)
{
    std::optional<Error> error;
    std::exception_ptr exception;
    try {
        if (auto produced = produce(stop, epoch); !produced)
            error = produced.error();
    } catch (...) {
        exception = std::current_exception(); // goes on in next(), on the thread of the run
    }
    const std::scoped_lock lock(m_mutex);
    m_error = std::move(error);
    m_exception = exception;
    m_isDone = true;
    m_changed.notify_all();
}

Result<void> StreamingLoader::produce(const std::stop_token& stop, int epoch)
{
    std::optional<Random> random;
    if (m_plan.spec.shuffle)
        random.emplace(m_plan.spec.seed, "shuffle/epoch " + std::to_string(epoch));
    ShuffleWindow window(m_plan.samples, m_blockRows, m_windowRows, random);
    Incoming incoming(m_plan, window);
    WindowSlots slots(m_plan, window.windowRows());
    for (std::int64_t slot = 0; slot < window.windowRows() && !stop.stop_requested(); ++slot)
        if (auto taken = incoming.take(slots, slot); !taken)
            return taken;
    std::vector<std::int64_t> rows;
    std::vector<const float*> stored(slots.values.size());
    for (int index = 0; index < m_plan.batches && !stop.stop_requested(); ++index) {
        const auto count = m_plan.rowsInBatch(index);
        Batch shown;
        shown.epoch = epoch;
        for (std::size_t m = 0; m < stored.size(); ++m)
            shown.inputs.push_back(torch::empty(m_plan.batchShape(m, count), torch::kFloat32));
        if (m_plan.hasMaps())
            shown.labels = torch::empty(m_plan.mapShape(count), torch::kInt64);
        rows.clear();
        while (std::int64_t(rows.size()) < count) {
            const auto draw = window.draw();
            for (std::size_t m = 0; m < stored.size(); ++m)
                stored[m] = slots.values[m].data() + draw.slot * m_plan.reader(m).rowSize();
            const auto* map = m_plan.hasMaps() ? slots.maps.data() + draw.slot * m_plan.mapSize() : nullptr;
            m_plan.show(draw.row, stored, map, shown, std::int64_t(rows.size()));
            rows.push_back(draw.row);
            if (draw.isRefilled)
                if (auto taken = incoming.take(slots, draw.slot); !taken)
                    return taken;
        }
        auto batch = m_plan.batchWithoutInputs(rows, index, epoch);
        batch.inputs = std::move(shown.inputs);
        if (m_plan.hasMaps())
            batch.labels = std::move(shown.labels);
        if (!push(stop, std::move(batch)))
            break;
    }
    return {};
}

bool StreamingLoader::push(const std::stop_token& stop, Batch batch)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, stop, [this] { return m_ready.size() < kBatchesAhead; }))
        return false;
    m_ready.push_back(std::move(batch));
    m_changed.notify_all();
    return true;
}

Result<std::optional<Batch>> StreamingLoader::next()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_ready.empty() || m_isDone; });
    if (m_ready.empty()) {
        if (m_exception)
            std::rethrow_exception(m_exception);
        if (m_error)
            return *m_error;
        return std::optional<Batch>();
    }
    auto batch = std::move(m_ready.front());
    m_ready.pop_front();
    m_changed.notify_all();
    lock.unlock();
    for (auto& input : batch.inputs)
        input = input.to(m_plan.spec.device, m_plan.spec.type);
    if (m_plan.hasMaps())
        batch.labels = batch.labels.to(m_plan.spec.device);
    return std::optional(std::move(batch));
}

} // namespace modalscope
