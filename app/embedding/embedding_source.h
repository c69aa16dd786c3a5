#pragma once

#include "app/embedding/embedded_samples.h"
#include "core/base/result.h"
#include "core/config/choice.h"
#include "core/config/describe.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace modalscope {

struct Dataset;

/// Whose features are shown: what a run has learned, the values of a dataset, a file.
enum class EmbeddingKind { None, Run, Dataset, File };
std::span<const Choice<EmbeddingKind>> choices(EmbeddingKind);

/// Which features, as it is written into views.
struct EmbeddingSource {
    EmbeddingKind kind = EmbeddingKind::None;
    std::string place = {}; ///< id of a run, else an absolute path
    std::string split = "test"; ///< of a run or a dataset
    int epoch = 0; ///< of a run; 0 = the kept epoch
    std::int64_t most = 500'000; ///< samples; of more, so many are drawn with seed 0
    bool operator==(const EmbeddingSource&) const = default;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, EmbeddingSource>
void describe(Options& source, Visitor& visit)
{
    visit(Field{"kind", "whose features are shown"}, source.kind);
    visit(Field{"place", "id of a run, or path"}, source.place);
    visit(Field{"split", "of a run or a dataset"}, source.split);
    visit(Field{"epoch", "of a run; 0 = the kept epoch", 0, 1e6}, source.epoch);
    visit(Field{"most", "samples that are read; of more, so many are drawn", 1, 1e9}, source.most);
}

/// The source with all that reading it needs.
struct SourceRequest {
    EmbeddingSource source;
    std::optional<StoredRun> run = {}; ///< of a run
    std::shared_ptr<const Dataset> dataset = {}; ///< of a dataset; of a run its dataset, null while not open
    std::string key() const; ///< what is read for equal keys is equal. Looks at a file on disk
};

/// What was read, or why not.
struct SourceReading {
    SourceRequest request;
    std::string key; ///< of the request when it was read
    std::shared_ptr<const EmbeddedSamples> samples; ///< null with an error
    std::optional<Error> error;
};

/// Features with all that is known of their samples. For another thread. Error: one sentence with the path.
Result<std::shared_ptr<const EmbeddedSamples>> readEmbedding(const SourceRequest& request);

/// Bytes that samples take in memory, about.
double bytesOf(const EmbeddedSamples& samples);

} // namespace modalscope
