#include "core/inspect/checkpoint.h"
#include "core/inspect/checkpoint_facts.h"
#include "core/inspect/tensor_parts.h"
#include "tests/core/inspect/memory_tensor.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <ctime>

namespace modalscope::tst_checkpoint {

namespace {

/// A tree as PyTorch's pickles give it, made by hand.
class TreeMaker {
public:
    using Items = std::vector<std::pair<std::string, NodeId>>;

    NodeId text(const std::string& value)
    {
        const auto id = add(TreeKind::Text);
        m_tree.nodes[id].text = value;
        return id;
    }
    NodeId integer(std::int64_t value)
    {
        const auto id = add(TreeKind::Integer);
        m_tree.nodes[id].integer = value;
        return id;
    }
    NodeId tensor(TensorType type = TensorType::Float32)
    {
        const auto id = integer(std::int64_t(m_tree.tensors.size()));
        m_tree.nodes[id].kind = TreeKind::Tensor;
        TensorEntry entry;
        entry.type = type;
        m_tree.tensors.push_back(entry);
        return id;
    }
    NodeId list(const std::vector<NodeId>& items)
    {
        const auto id = add(TreeKind::List);
        m_tree.nodes[id].items = items;
        return id;
    }
    NodeId dict(const Items& items)
    {
        std::vector<NodeId> all;
        for (const auto& [key, value] : items) {
            all.push_back(text(key));
            all.push_back(value);
        }
        const auto id = list(all);
        m_tree.nodes[id].kind = TreeKind::Dict;
        return id;
    }
    NodeId object(const std::string& name, NodeId attributes)
    {
        const auto id = add(TreeKind::Object);
        m_tree.nodes[id].text = name;
        m_tree.nodes[id].attributes = attributes;
        return id;
    }
    NodeId adam(int parameters)
    {
        const auto state = add(TreeKind::Dict);
        for (int i = 0; i < parameters; ++i) {
            const auto key = integer(i), value = dict({{"step", integer(4)}, {"exp_avg", tensor()}});
            auto& items = m_tree.nodes[state].items;
            items.insert(items.end(), {key, value});
        }
        const auto group = dict({{"lr", integer(1)}, {"params", list({integer(0), integer(1)})}});
        return dict({{"state", state}, {"param_groups", list({group})}});
    }
    const TensorTree& rooted(NodeId root)
    {
        m_tree.root = root;
        return m_tree;
    }

private:
    NodeId add(TreeKind kind)
    {
        m_tree.nodes.emplace_back();
        m_tree.nodes.back().kind = kind;
        return NodeId(m_tree.nodes.size() - 1);
    }

    TensorTree m_tree;
};

/// "weights head.bias; optimizer optimizer.state.0.exp_avg"
std::string partsText(const std::vector<CheckpointTensor>& tensors)
{
    std::string text;
    for (const auto& tensor : tensors)
        text += (text.empty() ? "" : "; ") + toText(tensor.part) + " " + tensor.layer;
    return text;
}

std::string factText(const std::vector<CheckpointFact>& facts)
{
    std::string text;
    for (const auto& [name, value] : facts)
        text += (text.empty() ? "" : "; ") + name + "=" + value;
    return text;
}

} // namespace

/// Weights, adapters and optimiser states of anyone's file are told apart, without a value being read.
class TestCheckpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTrainingState()
    {
        TreeMaker make;
        const auto model
            = make.dict({{"module.audio.weight", make.tensor()}, {"module.audio.bias", make.tensor()}});
        const auto arguments = make.object("argparse.Namespace",
            make.dict({{"lr", make.integer(3)}, {"sizes", make.list({make.integer(1), make.integer(2)})}}));
        const auto& tree = make.rooted(
            make.dict({{"epoch", make.integer(12)}, {"model", model}, {"optimizer", make.adam(2)},
                {"args", arguments}, {"rng_state", make.tensor(TensorType::UInt8)}}));
        const auto tensors = tensorsByPart(tree);
        QCOMPARE(partsText(tensors),
            std::string("weights audio.weight; weights audio.bias; optimizer optimizer.state.0.exp_avg; "
                        "optimizer optimizer.state.1.exp_avg; other rng_state"));
        QCOMPARE(tensors[0].name, std::string("model.module.audio.weight"));
        const auto named = namedTensors(tree, tree.root);
        for (std::size_t i = 0; i < named.size(); ++i)
            QCOMPARE(tensors[i].name, named[i].name);
        QCOMPARE(factText(factsOf(tree)),
            std::string("epoch=12; optimizer.param_groups.0.lr=1; optimizer.param_groups.0.params=[0, 1]; "
                        "args.lr=3; args.sizes=[1, 2]"));
    }

    void otherNestings()
    {
        TreeMaker make;
        const auto state = make.dict({{"model.head.weight", make.tensor()}});
        QCOMPARE(partsText(tensorsByPart(make.rooted(make.dict({{"state_dict", state}, // Lightning
                     {"optimizer_states", make.list({make.adam(1)})},
                     {"callbacks", make.dict({{"best", make.tensor()}})}})))),
            std::string(
                "weights head.weight; optimizer optimizer_states.0.state.0.exp_avg; other callbacks.best"));
        const auto encoder = make.dict({{"conv.weight", make.tensor()}});
        const auto head = make.dict({{"weight", make.tensor()}});
        QCOMPARE(partsText(tensorsByPart(make.rooted(make.dict({{"encoder", encoder}, {"head", head}})))),
            std::string("weights encoder.conv.weight; weights head.weight"));
        QCOMPARE(partsText(tensorsByPart(make.rooted(make.dict({{"model", encoder},
                     {"model_ema", make.dict({{"conv.weight", make.tensor()}})}, {"head", head}})))),
            std::string("weights conv.weight; other model_ema.conv.weight; weights head.weight"));
        QCOMPARE(partsText(tensorsByPart(make.rooted(
                     make.dict({{"epoch", make.tensor()}, {"net", make.dict({{"state_dict", state}})}})))),
            std::string("other epoch; weights head.weight"));
        const auto linear = make.object("torch.nn.Linear", make.dict({{"_parameters", head}}));
        const auto module = make.object("Net", make.dict({{"_modules", make.dict({{"fc", linear}})}}));
        QCOMPARE(partsText(tensorsByPart(make.rooted(module))), std::string("weights fc.weight"));
        QCOMPARE(partsText(tensorsByPart(make.rooted(make.tensor()))), std::string("weights "));
    }

    void adaptersByTheirNames()
    {
        TreeMaker make;
        const auto& tree = make.rooted(make.dict({{"base_model.model.q.weight", make.tensor()},
            {"base_model.model.q.lora_A.default.weight", make.tensor()},
            {"base_model.model.q.ssf_scale_1", make.tensor()},
            {"base_model.model.block.adapter_down.weight", make.tensor()}}));
        QCOMPARE(partsText(tensorsByPart(tree)),
            std::string("weights q.weight; adapters q.lora_A.default.weight; adapters q.ssf_scale_1; "
                        "adapters block.adapter_down.weight"));
    }

    void namesThatSayIt()
    {
        TreeMaker make;
        QCOMPARE(partsText(tensorsByPart(make.rooted(
                     make.dict({{"optimizer/a.weight/first", make.tensor()}, {"a.weight", make.tensor()}})))),
            std::string("optimizer optimizer/a.weight/first; weights a.weight"));
    }

    void ofPyTorchItself()
    {
        const auto opened = openedCheckpoint(
            std::filesystem::path(MODALSCOPE_SOURCE_DIR) / "tests/golden/torch/nested.pth");
        QCOMPARE(factOf(opened, "epoch"), std::string("7"));
        QCOMPARE(factOf(opened, "optimizer.param_groups.0.lr"), std::string("0.001"));
        QVERIFY(!opened.isOurs);
        QVERIFY(!opened.tensors.empty());
        for (const auto& tensor : opened.tensors)
            QCOMPARE(tensor.part,
                tensor.name.starts_with("optimizer.") ? CheckpointPart::Optimizer : CheckpointPart::Weights);
        QCOMPARE(opened.tensors.front().layer, std::string("0.weight"));
    }

    void filesAndFoldersOfRuns()
    {
        const QTemporaryDir folder;
        writeWeights(folder, "run/checkpoint.safetensors",
            {{"weights/encoder.audio.0.weight", {1}, {1}}, {"standardizer/audio/mean", {1}, {2}}},
            {{"format", "modalscope-checkpoint-1"}, {"modalities", R"([{"name":"image"},{"name":"audio"}])"},
                {"experiment", R"({"train":{"epochs":3},"empty":{}})"}, {"epoch", "2"}});
        writeWeights(folder, "run/adapters/audio-ssf-s0/adapter.safetensors",
            {{"encoder.audio.0.ssf.gamma", {1}, {1}}}, {{"modalscope", "adapters"}, {"base", "x"}});
        writeWeights(folder, "half/state.safetensors",
            {{"weights/encoder.b.w", {1}, {1}}, {"method/optimizer/encoder.b.w/first", {1}, {1}},
                {"best", {2}, {1, 2}}},
            {{"format", "modalscope-state-1"}, {"modalities", "1"}});
        const std::filesystem::path path = folder.path().toStdString();
        const auto run = openedCheckpoint(path / "run");
        QCOMPARE(run.path, path / "run/checkpoint.safetensors");
        QVERIFY(run.isOurs);
        QCOMPARE(run.modalities, (std::vector<std::string>{"image", "audio"}));
        QCOMPARE(factOf(run, "experiment.train.epochs"), std::string("3"));
        QCOMPARE(partsText(run.tensors).find("weights encoder.audio.0.weight") != std::string::npos, true);
        const auto adapters = openedCheckpoint(path / "run/adapters/audio-ssf-s0");
        QCOMPARE(partsText(adapters.tensors), std::string("adapters encoder.audio.0.ssf.gamma"));
        QCOMPARE(adapters.modalities, run.modalities);
        const auto half = openedCheckpoint(path / "half");
        QCOMPARE(half.modalities, std::vector<std::string>{"b"});
        int optimizer = 0;
        for (const auto& tensor : half.tensors)
            optimizer += tensor.part == CheckpointPart::Optimizer ? 1 : 0;
        QCOMPARE(optimizer, 1);
        QCOMPARE(openCheckpoint(path / "run/adapters").error().kind, ErrorKind::NotFound);
        QCOMPARE(openCheckpoint(path / "nothing").error().kind, ErrorKind::NotFound);
    }

    void whatIsLearned()
    {
        const QTemporaryDir folder;
        const auto opened = openedCheckpoint(writeWeights(folder, "a.safetensors",
            {{"bn.weight", {1}, {1}}, {"bn.running_mean", {1}, {1}}, {"optimizer.x", {1}, {1}}}));
        for (const auto& tensor : opened.tensors)
            QCOMPARE(isLearned(opened, tensor), tensor.name == "bn.weight");
        const auto error = errorOf(opened, opened.tensors[0], {ErrorKind::Format, "is complex"});
        QVERIFY(error.message.ends_with("a.safetensors: tensor " + opened.tensors[0].name + " is complex"));
    }

    /// 20,000 tensors and a file of 4 GB (most of it a hole): nothing but the header is read.
    void manyTensorsQuickly()
    {
        const QTemporaryDir folder;
        nlohmann::json header;
        std::uint64_t offset = 0;
        const std::uint64_t bytes = 52500 * 4;
        for (int i = 0; i < 20000; ++i, offset += bytes)
            header["module.audio_net.layer" + std::to_string(i) + ".conv.weight"]
                = {{"dtype", "F32"}, {"shape", {52500}}, {"data_offsets", {offset, offset + bytes}}};
        const auto text = header.dump();
        const auto size = std::uint64_t(text.size());
        QFile file(folder.filePath(QStringLiteral("large.safetensors")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(reinterpret_cast<const char*>(&size), 8);
        file.write(text.data(), qint64(text.size()));
        QVERIFY(file.flush() && file.resize(qint64(8 + size + offset)));
        double best = 1e9; // seconds of processor time
        for (int i = 0; i < 5; ++i) {
            const auto begin = std::clock();
            const auto opened = openCheckpoint(file.fileName().toStdString());
            QVERIFY2(bool(opened), opened ? "" : opened.error().message.c_str());
            QCOMPARE(opened.value().tensors.size(), std::size_t(20000));
            QVERIFY(opened.value().tensors[0].layer.starts_with("audio_net."));
            best = std::min(best, double(std::clock() - begin) / CLOCKS_PER_SEC);
        }
#ifdef NDEBUG
        const double most = 0.2;
#else
        const double most = 1; // -O1
#endif
        QVERIFY2(best < most, qPrintable(QString::number(best)));
    }
};

TEST_ENTRY(TestCheckpoint, NoApplication)

} // namespace modalscope::tst_checkpoint

#include "tst_checkpoint.moc"
