#include "core/base/atomic_file.h"
#include "tests/core/io/h5_writer.h"
#include "tests/core/io/torch_files.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

namespace modalscope::tst_hdf5_weights {

namespace {

using ChangeWeights = void (*)(H5Writer&);

/// Half precision as h5py stores it.
hid_t halfType()
{
    const hid_t type = H5Tcopy(H5T_IEEE_F32LE);
    H5Tset_fields(type, 15, 10, 5, 0, 10);
    H5Tset_size(type, 2);
    H5Tset_ebias(type, 15);
    return type;
}

/// What Keras writes: a group of each layer with its weights, and attributes that name them.
void writeKeras(H5Writer& h5)
{
    h5.text("keras_version", "2.11.0");
    h5.text("backend", "tensorflow");
    h5.group("/model_weights");
    h5.texts("/model_weights", "layer_names", {"dense", "head"}, {2}, 8);
    h5.group("/model_weights/dense");
    h5.texts("/model_weights/dense", "weight_names", {"dense/kernel:0", "dense/bias:0"}, {2}, 16);
    h5.group("/model_weights/dense/dense");
    std::vector<float> kernel;
    for (int i = 0; i < 24; ++i)
        kernel.push_back(float(i) / 3);
    h5.data("/model_weights/dense/dense/kernel:0", {4, 6}, kernel);
    h5.data<float>("/model_weights/dense/dense/bias:0", {6}, {1, 2, 3, 4, 5, 6});
    h5.group("/model_weights/head");
    h5.data("/model_weights/head/packed", {2, 3, 4}, kernel, H5T_IEEE_F32BE, {1, 2, 3}, true);
    h5.group("/optimizer_weights");
    h5.data<long long>("/optimizer_weights/iterations", {}, {77});
    h5.number("/optimizer_weights", "learning_rate", 0.5);
    h5.number("/optimizer_weights", "epoch", 12);
}

std::vector<double> valuesOf(const WeightsFile& file, const std::string& name)
{
    for (const auto& tensor : namedTensors(file.tree, file.tree.root)) {
        if (tensor.name != name)
            continue;
        const auto values = readDoubles(file, tensor);
        if (!values)
            qWarning("%s", values.error().message.c_str());
        return values ? values.value() : std::vector<double>();
    }
    return {};
}

} // namespace

/// Weights in HDF5: groups, datasets of every type, chunks and attributes; and files that lie.
class TestHdf5Weights : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path written(ChangeWeights change)
    {
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / "weights.h5";
        H5Writer h5(path.string());
        change(h5);
        return path;
    }
    QString refusal(ChangeWeights change)
    {
        const auto path = written(change);
        const auto file = openWeightsFile(path);
        if (file)
            return QStringLiteral("nothing");
        const auto message = QString::fromStdString(file.error().message);
        return message.startsWith(QString::fromStdString(path.string() + ": "))
                && message.count(QStringLiteral("weights.h5")) == 1
            ? message
            : QStringLiteral("not one sentence: ") + message;
    }

private Q_SLOTS:
    void kerasFilesGiveTheirTree()
    {
        const auto path = written(writeKeras);
        const auto inMemory = openWeights(ByteSource::ofMemory(readFile(path).value()), "memory.h5");
        const auto onDisk = openWeightsFile(path);
        for (const auto* opened : {&onDisk, &inMemory}) {
            QVERIFY2(bool(*opened), *opened ? "" : opened->error().message.c_str());
            const auto& file = opened->value();
            QCOMPARE(file.format, WeightsFormat::Hdf5);
            std::vector<double> kernel;
            for (int i = 0; i < 24; ++i)
                kernel.push_back(double(float(i) / 3));
            QCOMPARE(valuesOf(file, "model_weights.dense.dense.kernel:0"), kernel);
            QCOMPARE(
                valuesOf(file, "model_weights.dense.dense.bias:0"), (std::vector<double>{1, 2, 3, 4, 5, 6}));
            QCOMPARE(valuesOf(file, "model_weights.head.packed"), kernel); // chunks, big-endian, compressed
            QCOMPARE(valuesOf(file, "optimizer_weights.iterations"), std::vector<double>{77});
            const auto& tree = file.tree;
            const auto& root = tree.node(tree.root);
            const auto& about = tree.node(root.attributes);
            QCOMPARE(tree.find(about, "keras_version")->text, std::string("2.11.0"));
            const auto& weights = *tree.find(root, "model_weights");
            const auto* layers = tree.find(tree.node(weights.attributes), "layer_names");
            QCOMPARE(nodeText(tree, *layers), std::string("list of 2"));
            QCOMPARE(tree.node(layers->items[1]).text, std::string("head"));
            const auto& optimizer = tree.node(tree.find(root, "optimizer_weights")->attributes);
            QCOMPARE(tree.find(optimizer, "learning_rate")->number, 0.5);
            QCOMPARE(tree.find(optimizer, "epoch")->integer, std::int64_t(12));
            QCOMPARE(sha256Of(file).value(), sha256Of(inMemory.value()).value());
        }
    }

    void everyType()
    {
        const auto path = written([](H5Writer& h5) {
            const std::vector<float> values{1, 0, 3, 1};
            const auto add = [&](const char* name, hid_t type) { h5.data(name, {2, 2}, values, type); };
            add("/f64", H5T_IEEE_F64LE);
            add("/f64b", H5T_IEEE_F64BE);
            add("/f32", H5T_IEEE_F32LE);
            const hid_t half = halfType();
            add("/f16", half);
            H5Tclose(half);
            add("/i64", H5T_STD_I64BE);
            add("/i32", H5T_STD_I32LE);
            add("/i16", H5T_STD_I16BE);
            add("/i8", H5T_STD_I8LE);
            add("/u64", H5T_STD_U64LE);
            add("/u32", H5T_STD_U32BE);
            add("/u16", H5T_STD_U16LE);
            add("/u8", H5T_STD_U8LE);
            const hid_t boolean = H5Tenum_create(H5T_NATIVE_SCHAR);
            signed char no = 0, yes = 1;
            H5Tenum_insert(boolean, "FALSE", &no);
            H5Tenum_insert(boolean, "TRUE", &yes);
            const hid_t id = h5.create("/bool", {4}, boolean, {}, false);
            const signed char flags[]{1, 0, 0, 1};
            H5Dwrite(id, boolean, H5S_ALL, H5S_ALL, H5P_DEFAULT, flags);
            H5Dclose(id);
            H5Tclose(boolean);
            h5.textColumn("/names", {"a", "b"});
            h5.data<float>("/empty", {0, 3}, {});
        });
        const auto opened = openWeightsFile(path);
        QVERIFY2(bool(opened), opened ? "" : opened.error().message.c_str());
        const auto& file = opened.value();
        const auto& root = file.tree.node(file.tree.root);
        const auto text = [&](const char* name) { return nodeText(file.tree, *file.tree.find(root, name)); };
        for (const auto& [name, type] : {std::pair{"f64", "float64"}, {"f64b", "float64"}, {"f32", "float32"},
                 {"f16", "float16"}, {"i64", "int64"}, {"i32", "int32"}, {"i16", "int16"}, {"i8", "int8"},
                 {"u64", "uint64"}, {"u32", "uint32"}, {"u16", "uint16"}, {"u8", "uint8"}}) {
            QCOMPARE(text(name), std::string(type) + " [2, 2]");
            QVERIFY2(valuesOf(file, name) == (std::vector<double>{1, 0, 3, 1}), name);
        }
        QCOMPARE(text("bool"), std::string("bool [4]"));
        QCOMPARE(valuesOf(file, "bool"), (std::vector<double>{1, 0, 0, 1}));
        QCOMPARE(text("empty"), std::string("float32 [0, 3]"));
        QCOMPARE(file.tree.find(root, "names")->kind, TreeKind::Name);
    }

    /// Pieces that begin and end anywhere, across rows and chunks.
    void anyPieceOfADataset()
    {
        const auto path = written([](H5Writer& h5) {
            std::vector<float> values;
            for (int i = 0; i < 5 * 7 * 6; ++i)
                values.push_back(float(i));
            h5.data("/w", {5, 7, 6}, values, 0, {2, 3, 4}, true);
        });
        const auto file = openWeightsFile(path).value();
        const auto begin = file.tree.storages.front().offset;
        constexpr std::size_t count = 5 * 7 * 6;
        for (std::size_t first = 0; first < count; ++first)
            for (const std::size_t length : {1, 5, 6, 7, 41, 42, 43, 90, 210}) {
                std::vector<float> piece(std::min(length, count - first));
                const auto bytes = std::as_writable_bytes(std::span(piece));
                QVERIFY(file.source->read(begin + 4 * first, bytes));
                for (std::size_t i = 0; i < piece.size(); ++i)
                    QCOMPARE(piece[i], float(first + i));
            }
        std::byte half[2];
        QVERIFY(file.source->read(begin + 6, half)); // of the second value
        QCOMPARE(int(half[1]), 0x3f);
        QVERIFY(!file.source->read(begin + 4 * count - 1, half));
    }

    void filesThatLie()
    {
        QVERIFY2(refusal([](H5Writer& h5) {
            h5.claim("/w", {1'000'000'000, 1000}, H5T_IEEE_F32LE);
        }).contains(QStringLiteral("of it were ever written")),
            "a claim");
        QVERIFY(refusal([](H5Writer& h5) {
            h5.group("/a");
            h5.group("/a/b");
            H5Lcreate_hard(h5.file(), "/a", h5.file(), "/a/b/again", H5P_DEFAULT, H5P_DEFAULT);
        }).contains(QStringLiteral("/a/b/again is a group that is reached twice, or holds itself")));
        QVERIFY(refusal([](H5Writer& h5) {
            H5Lcreate_hard(h5.file(), "/", h5.file(), "/root", H5P_DEFAULT, H5P_DEFAULT);
        }).contains(QStringLiteral("is a group that is reached twice, or holds itself")));
        QVERIFY(refusal([](H5Writer& h5) {
            std::string path;
            for (int i = 0; i < 70; ++i)
                h5.group(path += "/g");
        }).contains(QStringLiteral("is more than 64 groups deep")));
    }

    /// Links to other files and places are not followed.
    void linksAreLeftOut()
    {
        const auto path = written([](H5Writer& h5) {
            h5.data<float>("/w", {1}, {4});
            H5Lcreate_external("/etc/passwd", "/", h5.file(), "/outside", H5P_DEFAULT, H5P_DEFAULT);
            H5Lcreate_soft("/w", h5.file(), "/soft", H5P_DEFAULT, H5P_DEFAULT);
        });
        const auto file = openWeightsFile(path);
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        QCOMPARE(namedTensors(file.value().tree, file.value().tree.root).size(), std::size_t(1));
    }

    void truncationsAreRefused()
    {
        const auto bytes = readFile(written(writeKeras)).value();
        for (std::size_t size = 0; size < bytes.size(); size += 97)
            QVERIFY2(!openWeights(ByteSource::ofMemory(bytes.substr(0, size)), "cut.h5"),
                qPrintable(QString::number(size)));
    }
};

TEST_ENTRY(TestHdf5Weights, NoApplication)

} // namespace modalscope::tst_hdf5_weights

#include "tst_hdf5_weights.moc"
