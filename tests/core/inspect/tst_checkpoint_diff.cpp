#include "core/base/sha256.h"
#include "core/inspect/checkpoint_diff.h"
#include "tests/core/inspect/memory_tensor.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <limits>

namespace modalscope::tst_checkpoint_diff {

/// What differs between checkpoints is told per tensor, per branch and in a sentence, with numbers worked out
/// by hand.
class TestCheckpointDiff : public QObject {
    Q_OBJECT

    using Tensors = std::vector<std::tuple<std::string, Shape, std::vector<float>>>;
    QTemporaryDir m_folder;

    Checkpoint file(const char* name, const Tensors& tensors,
        const std::map<std::string, std::string>& metadata = {}) const
    {
        return openedCheckpoint(writeWeights(m_folder, name, tensors, metadata));
    }
    static CheckpointDiff diff(const Checkpoint& first, const Checkpoint& second)
    {
        auto made = compareCheckpoints(first, second, {});
        return made ? made.value() : CheckpointDiff();
    }
    static TensorDiff of(const CheckpointDiff& diff, const char* layer)
    {
        for (const auto& tensor : diff.tensors)
            if (tensor.layer == layer)
                return tensor;
        return {};
    }

private Q_SLOTS:
    void everyChange()
    {
        const auto nan = std::numeric_limits<float>::quiet_NaN();
        const auto a = file("a.safetensors",
            {{"audio.w", {2}, {3, 4}}, {"head.w", {2}, {1, nan}}, {"same", {2}, {1, nan}},
                {"shape", {2}, {1, 2}}, {"gone", {1}, {1}}, {"zero", {1}, {0}}});
        const auto b = file("b.safetensors",
            {{"module.audio.w", {2}, {3, 0}}, {"module.head.w", {2}, {-2, 5}}, {"module.same", {2}, {1, nan}},
                {"module.shape", {1, 2}, {1, 2}}, {"module.new", {1}, {1}}, {"module.zero", {1}, {2}}});
        const auto made = diff(a, b);
        QCOMPARE(made.tensors.size(), std::size_t(7));
        QCOMPARE(made.tensors.back().layer, std::string("new"));
        const auto audio = of(made, "audio.w");
        QCOMPARE(audio.change, TensorChange::Values);
        QCOMPARE(audio.relativeL2, 4.0 / 5);
        QCOMPARE(audio.cosine, 3.0 / 5);
        const auto head = of(made, "head.w"); // where both are finite: 1 and -2
        QCOMPARE(head.change, TensorChange::Values);
        QCOMPARE(head.relativeL2, 3.0);
        QCOMPARE(head.cosine, -1.0);
        QCOMPARE(of(made, "same").change, TensorChange::Equal);
        QCOMPARE(of(made, "shape").change, TensorChange::OtherShape);
        QCOMPARE(of(made, "gone").change, TensorChange::OnlyFirst);
        QCOMPARE(of(made, "new").change, TensorChange::OnlySecond);
        QVERIFY(std::isinf(of(made, "zero").relativeL2));
        QVERIFY(std::isnan(of(made, "zero").cosine));
        QCOMPARE(made.branches[0].name, std::string("audio"));
        QCOMPARE(made.branches[0].distance, 4.0);
        QCOMPARE(made.branches[0].relative, 0.8);
        QCOMPARE(made.branches[0].changed, 1);
        QCOMPARE(made.recognised, std::string());
    }

    void whatCannotBeReadStopsNothing()
    {
        auto a = file("a.safetensors", {{"c", {1}, {1}}, {"d", {1}, {1}}});
        const auto b = file("b.safetensors", {{"c", {1}, {1}}, {"d", {1}, {2}}});
        for (const auto& tensor : a.tensors)
            if (tensor.layer == "c")
                a.file.tree.tensors[tensor.tensor].type = TensorType::Complex32;
        const auto made = diff(a, b);
        QCOMPARE(of(made, "c").change, TensorChange::Unread);
        QVERIFY(of(made, "c").why.find("tensor c is complex") != std::string::npos);
        QCOMPARE(of(made, "d").relativeL2, 1.0);
    }

    void adaptersAreRecognised()
    {
        const Tensors base{
            {"q.weight", {4, 3}, std::vector<float>(12, 1)}, {"v.weight", {4, 3}, std::vector<float>(12, 1)}};
        const auto first = file("base.safetensors", base);
        auto tensors = base;
        for (const char* layer : {"q", "v"}) {
            tensors.emplace_back(
                std::string(layer) + ".lora_A.weight", Shape{2, 3}, std::vector<float>(6, 1));
            tensors.emplace_back(
                std::string(layer) + ".lora_B.weight", Shape{4, 2}, std::vector<float>(8, 1));
        }
        QCOMPARE(diff(first, file("lora.safetensors", tensors)).recognised,
            std::string("LoRA of rank 2 beside 2 layers"));
        tensors = base;
        for (const char* name : {"q.ssf_scale_1", "q.ssf_shift_1", "q.ssf_scale_2", "q.ssf_shift_2"})
            tensors.emplace_back(name, Shape{1}, std::vector<float>{1});
        QCOMPARE(diff(first, file("ssf.safetensors", tensors)).recognised,
            std::string("scale and shift after 2 layers"));
        tensors = base;
        tensors.emplace_back("v.ssf.beta", Shape{1}, std::vector<float>{1});
        tensors.emplace_back("v.lora.A", Shape{1, 3}, std::vector<float>(3, 1));
        tensors.emplace_back("v.lora.B", Shape{4, 1}, std::vector<float>(4, 1));
        QCOMPARE(diff(first, file("ours.safetensors", tensors)).recognised,
            std::string("LoRA of rank 1 beside 1 layer; shift after 1 layer"));
    }

    void adapterSetsKnowTheirBase()
    {
        const std::map<std::string, std::string> run{{"format", "modalscope-checkpoint-1"}};
        const auto base
            = file("base.safetensors", {{"weights/b", {1}, {2}}, {"weights/a", {2}, {1, 1}}}, run);
        const float values[] = {1, 1, 2};
        Sha256 sum; // as core/engine sums a base: names, sizes and bytes, by name
        sum.add("a\n2,");
        sum.add(values, 8);
        sum.add("b\n1,");
        sum.add(values + 2, 4);
        const Tensors learned{{"a.ssf.gamma", {1}, {1}}};
        std::map<std::string, std::string> metadata{
            {"modalscope", "adapters"}, {"base", sum.hex()}, {"options", R"({"adapter":{"kind":"ssf"}})"}};
        QCOMPARE(diff(base, file("set.safetensors", learned, metadata)).recognised,
            std::string("an adapter set (ssf) learned on this base: scale after 1 layer"));
        metadata["base"] = "0";
        QCOMPARE(diff(base, file("other.safetensors", learned, metadata)).recognised,
            std::string("an adapter set (ssf) learned on another base: scale after 1 layer"));
    }

    void biasesAlone()
    {
        const auto a = file("a.safetensors", {{"x.weight", {1}, {1}}, {"x.bias", {1}, {1}}});
        const auto b = file("b.safetensors", {{"x.weight", {1}, {1}}, {"x.bias", {1}, {2}}});
        QCOMPARE(diff(a, b).recognised, std::string("only biases differ, of 1 layer"));
        QCOMPARE(diff(a, a).recognised, std::string());
    }

    void distancesBetweenSeveral()
    {
        const auto a
            = file("one/x.safetensors", {{"audio.w", {1}, {3}}, {"head.w", {1}, {4}}, {"only", {1}, {9}}});
        const auto b = file("two/x.safetensors", {{"audio.w", {1}, {3}}, {"head.w", {1}, {0}}});
        const auto c = file("three/x.safetensors", {{"audio.w", {1}, {0}}, {"head.w", {1}, {4}}});
        const auto made = checkpointMatrix({a, b, c}, {});
        QVERIFY(bool(made));
        const auto& matrix = made.value();
        QCOMPARE(matrix.names,
            (std::vector<std::string>{"one/x.safetensors", "two/x.safetensors", "three/x.safetensors"}));
        QCOMPARE(matrix.branches, (std::vector<std::string>{"all", "audio", "head"}));
        // all: (3,4), (3,0), (0,4): distances 4, 3 and 5
        QCOMPARE(matrix.relativeL2[0],
            (std::vector<double>{0, 4.0 / 5, 3.0 / 5, 4.0 / 3, 0, 5.0 / 3, 3.0 / 4, 5.0 / 4, 0}));
        QCOMPARE(matrix.cosine[0][1], 3.0 / 5);
        QCOMPARE(matrix.cosine[0][5], 0.0);
        QCOMPARE(matrix.relativeL2[1][2], 1.0); // audio of c is zero
        QVERIFY(std::isinf(matrix.relativeL2[1][6]));
        QCOMPARE(checkpointMatrix({a}, {}).error().kind, ErrorKind::InvalidInput);
        const auto other = file("other.safetensors", {{"y", {1}, {1}}});
        QCOMPARE(checkpointMatrix({a, other}, {}).error().kind, ErrorKind::InvalidInput);
    }

    void aStopEndsBoth()
    {
        const auto a = file("a.safetensors", {{"x", {1}, {1}}});
        std::stop_source stop;
        stop.request_stop();
        RunContext run;
        run.stop = stop.get_token();
        QCOMPARE(compareCheckpoints(a, a, run).error().kind, ErrorKind::Cancelled);
        QCOMPARE(checkpointMatrix({a, a}, run).error().kind, ErrorKind::Cancelled);
    }
};

TEST_ENTRY(TestCheckpointDiff, NoApplication)

} // namespace modalscope::tst_checkpoint_diff

#include "tst_checkpoint_diff.moc"
