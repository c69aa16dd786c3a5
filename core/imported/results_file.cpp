#include "core/imported/results_file.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/data/modality.h"
#include "core/imported/results_split.h"
#include "core/io/byte_source.h"
#include "core/io/hdf5_attribute.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace modalscope {
namespace {

constexpr std::size_t kMostArrays = 10'000;
constexpr int kMostDepth = 3; // of groups
constexpr std::array<const char*, 4> kValidNames{"valid", "val", "validation", "dev"};

Result<std::string> fileHash(const ByteSource& source, const RunContext& context)
{
    Sha256 hash;
    std::vector<std::byte> piece(std::size_t(1) << 20);
    for (std::uint64_t at = 0; at < source.size(); at += piece.size()) {
        if (context.shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        context.report(Progress{std::int64_t(at), std::int64_t(source.size()), "reading the file"});
        const auto count = std::min<std::uint64_t>(piece.size(), source.size() - at);
        if (auto read = source.read(at, std::span(piece).first(std::size_t(count))); !read)
            return read.error();
        hash.add(piece.data(), std::size_t(count));
    }
    return hash.hex();
}

Result<void> addNames(
    const Hdf5File& file, const std::string& group, int depth, std::vector<std::string>& names)
{
    const auto members = file.members(group);
    if (!members)
        return members.error();
    for (const auto& member : members.value()) {
        const auto path = (group == "/" ? "" : group) + "/" + member.name;
        if (names.size() >= kMostArrays)
            return file.error(ErrorKind::InvalidInput, group,
                "has more than " + std::to_string(kMostArrays) + " datasets; this is no file of results");
        if (member.kind == Hdf5MemberKind::Dataset)
            names.push_back(path);
        else if (member.kind == Hdf5MemberKind::Group && depth < kMostDepth)
            if (auto added = addNames(file, path, depth + 1, names); !added)
                return added;
    }
    return {};
}

/// Reads one file.
class ResultsReader {
public:
    ResultsReader(
        const std::filesystem::path& path, const ResultsFileOptions& options, const RunContext& context)
        : m_options(options)
        , m_context(context)
    {
        m_out.path = path.string();
    }

    Result<ResultsFile> read()
    {
        for (const auto& step :
            {&ResultsReader::open, &ResultsReader::sortArrays, &ResultsReader::chooseSplits,
                &ResultsReader::chooseModalities, &ResultsReader::readSplits, &ResultsReader::nameClasses})
            if (auto done = (this->*step)(); !done)
                return done.error().message.starts_with(m_out.path)
                        || done.error().kind == ErrorKind::Cancelled
                    ? done.error()
                    : Error{done.error().kind, m_out.path + ": " + done.error().message};
        return std::move(m_out);
    }

private:
    Error wrong(const std::string& what) const { return {ErrorKind::InvalidInput, m_out.path + ": " + what}; }

    Result<void> open()
    {
        auto source = ByteSource::ofFile(m_out.path);
        if (!source)
            return source.error();
        const std::string start(ByteCursor(*source.value(), 0, source.value()->size()).peek(4));
        const bool isHdf5 = start == "\x89HDF";
        if (!isHdf5 && !start.starts_with("PK"))
            return wrong("is neither an HDF5 file nor an .npz file of numpy.savez");
        auto hash = fileHash(*source.value(), m_context);
        if (!hash)
            return hash.error();
        m_out.sha256 = std::move(hash).value();
        auto arrays = FeatureArrays::open(m_out.path, source.value());
        if (!arrays)
            return arrays.error();
        m_file = std::move(arrays).value();
        if (isHdf5)
            return openHdf5();
        m_names = m_file->names();
        return {};
    }

    Result<void> openHdf5()
    {
        const auto file = Hdf5File::open(m_out.path);
        if (!file)
            return file.error();
        if (auto added = addNames(file.value(), "/", 1, m_names); !added)
            return added;
        const auto attributes = readAttributes(file.value(), "/");
        if (!attributes)
            return attributes.error();
        for (const auto& attribute : attributes.value()) {
            if (attribute.name == "class_names")
                m_classNames = attribute.texts;
            else if (attribute.name == "modalities")
                m_order = attribute.texts;
            else if (attribute.name == "dataset" && attribute.texts.size() == 1)
                m_out.datasetName = attribute.texts.front();
        }
        return {};
    }

    Result<void> sortArrays()
    {
        std::vector<std::string> unknown;
        for (const auto& name : m_names) {
            const auto array = resultArray(name);
            const bool isUsable = array
                && (array->kind != ResultKind::Probabilities || array->modality == kFusedResults)
                && (array->kind != ResultKind::Features || array->modality != kFusedResults);
            if (!isUsable) {
                unknown.push_back(printableText(name));
                continue;
            }
            const auto [place, isNew] = m_splits[array->split].insert({{array->kind, array->modality}, name});
            if (!isNew)
                return wrong(printableText(name) + " and " + printableText(place->second)
                    + " mean the same; keep one of them");
        }
        if (!unknown.empty())
            m_out.notes.push_back("left out, not known by name: " + shortList(unknown));
        return {};
    }

    static std::string shortList(std::vector<std::string> names)
    {
        constexpr std::size_t kMost = 8;
        const auto more = names.size() > kMost ? names.size() - kMost : 0;
        names.resize(names.size() - more);
        return joinText(names, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
    }

    static std::string splitTitle(const std::string& split) { return split.empty() ? "no split" : split; }

    bool hasLabels(const std::string& split) const
    {
        const auto found = m_splits.find(split);
        return found != m_splits.end() && found->second.contains({ResultKind::Labels, {}});
    }

    /// Which split of the file is train, valid and test.
    Result<void> chooseSplits()
    {
        if (m_splits.empty())
            return wrong("has no labels, features or logits under the names that are known; name them "
                         "test/labels, test/features/MODALITY and test/logits/MODALITY");
        const auto& asked = m_options.testSplit;
        const bool isFlat = m_splits.contains("");
        const auto test = !asked.empty() && !(asked == "test" && isFlat && !m_splits.contains("test")) ? asked
            : isFlat && !m_splits.contains("test")                                                     ? ""
                                                   : "test";
        if (test != "" && isFlat && asked.empty())
            return wrong(
                "has arrays of the split test and arrays without a split; put all of them into splits");
        if (!m_splits.contains(test)) {
            std::vector<std::string> names;
            for (const auto& [name, arrays] : m_splits)
                names.push_back(printableText(splitTitle(name)));
            return wrong("has no split " + printableText(test) + "; it has " + joinText(names, ", ")
                + ", name the one to test on (--test-split)");
        }
        if (!hasLabels(test))
            return wrong("has no array " + printableText(test.empty() ? "labels" : test + "/labels")
                + "; the class of each sample is needed");
        m_chosen["test"] = test;
        if (m_splits.contains("train") && test != "train")
            m_chosen["train"] = "train";
        for (const char* name : kValidNames)
            if (!m_chosen.contains("valid") && m_splits.contains(name) && test != name)
                m_chosen["valid"] = name;
        std::vector<std::string> others;
        for (const auto& [name, arrays] : m_splits)
            if (std::ranges::none_of(
                    m_chosen, [&, &split = name](const auto& one) { return one.second == split; }))
                others.push_back(printableText(splitTitle(name)));
        if (!others.empty())
            m_out.notes.push_back("left out, not train, valid or test: " + shortList(others));
        for (const auto& [role, name] : m_chosen)
            if (!hasLabels(name))
                return wrong(
                    "has no array " + printableText(name) + "/labels; the class of each sample is needed");
        return {};
    }

    Result<void> chooseModalities()
    {
        std::vector<std::string> found;
        for (const auto& [array, name] : m_splits[m_chosen["test"]])
            if ((array.first == ResultKind::Features || array.first == ResultKind::Logits)
                && array.second != kFusedResults && std::ranges::find(found, array.second) == found.end())
                found.push_back(array.second);
        if (found.empty())
            return wrong("has neither features nor logits of a modality in the test split; name them "
                         "test/features/MODALITY and test/logits/MODALITY");
        for (const auto& name : found)
            if (const auto problem = modalityNameProblem(name); !problem.empty())
                return wrong(printableText(problem));
        std::ranges::sort(found);
        auto ordered = m_order;
        std::ranges::sort(ordered);
        if (!m_order.empty() && ordered != found)
            return wrong("the attribute modalities names " + printableText(joinText(m_order, ", "))
                + ", but the test split has " + joinText(found, ", "));
        m_out.modalities = m_order.empty() ? found : m_order;
        return {};
    }

    Result<void> readSplits()
    {
        ResultsSplitReader reader(m_out.path, *m_file, m_out.modalities, m_context);
        for (const char* role : {"test", "valid", "train"}) {
            const auto chosen = m_chosen.find(role);
            if (chosen == m_chosen.end())
                continue;
            auto split = reader.read(m_splits[chosen->second]);
            if (!split)
                return split.error();
            m_out.splits[role] = std::move(split).value();
        }
        m_classes = reader.classCount();
        return {};
    }

    Result<void> nameClasses()
    {
        int most = -1;
        for (const auto& [role, said] : m_out.splits)
            most = std::max(most, *std::ranges::max_element(said.labels));
        auto& names = m_options.classNames.empty() ? m_classNames : m_options.classNames;
        const bool isNamed = !names.empty();
        const int classes = m_classes > 0 ? m_classes : isNamed ? int(names.size()) : std::max(2, most + 1);
        if (most >= classes)
            return wrong("has the label " + std::to_string(most) + ", but there are "
                + std::to_string(classes) + " classes, numbered from 0");
        if (isNamed && int(names.size()) != classes)
            return wrong("there are " + std::to_string(names.size()) + " class names for "
                + std::to_string(classes) + " classes");
        m_out.classNames = names;
        for (int c = 0; !isNamed && c < classes; ++c)
            m_out.classNames.push_back(std::to_string(c));
        return {};
    }

    const ResultsFileOptions& m_options;
    const RunContext& m_context;
    std::unique_ptr<FeatureArrays> m_file;
    std::vector<std::string> m_names, m_classNames, m_order;
    std::map<std::string, SplitArrays> m_splits; // by the name in the file
    std::map<std::string, std::string> m_chosen; // train, valid, test: the name in the file
    int m_classes = 0;
    ResultsFile m_out;
};

} // namespace

bool ResultsFile::hasAllLogits() const
{
    return std::ranges::none_of(splits.at("test").logits, [](const auto& one) { return one.values.empty(); });
}

Result<ResultsFile> readResultsFile(
    const std::filesystem::path& path, const ResultsFileOptions& options, const RunContext& context)
{
    return ResultsReader(path, options, context).read();
}

} // namespace modalscope
