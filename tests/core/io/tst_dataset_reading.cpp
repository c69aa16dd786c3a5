#include "tests/core/io/small_file.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_dataset_reading {

namespace {

std::vector<float> valuesOf(const Split& split, std::size_t modality, const Shape& shape)
{
    const auto all = readAll(*split.rows[modality], shape);
    return all ? all.value().values : std::vector<float>();
}

bool mentions(const std::vector<std::string>& warnings, const std::string& text)
{
    return std::ranges::any_of(
        warnings, [&](const auto& warning) { return warning.find(text) != std::string::npos; });
}

} // namespace

/// A dataset file written by h5py or any other program is read as its format says, from memory or from disk
/// alike.
class TestDatasetReading : public QObject, private SmallFile {
    Q_OBJECT

private Q_SLOTS:
    void smallFile();
    void kindsFollowFromRank();
    void columns();
    void presence();
    void regression();
    void segmentation();
    void furtherSplitsInOrder();
    void warnings();
    void missingValidIsTakenFromTrain();
};

void TestDatasetReading::smallFile()
{
    const auto dataset = read([](H5Writer& h5) {
        h5.text("licence", "CC0");
        h5.number("/", "num_classes", 3);
    });
    QVERIFY(dataset);
    QCOMPARE(dataset->name, std::string("small"));
    QCOMPARE(dataset->path, path());
    QCOMPARE(dataset->task, Task::Classification);
    QCOMPARE(dataset->modalityList(), std::string("a, b"));
    QCOMPARE(dataset->classNames, (std::vector<std::string>{"x", "y", "z"}));
    QCOMPARE(dataset->attributes.at("licence"), std::string("CC0"));
    QCOMPARE(dataset->attributes.at("num_classes"), std::string("3"));
    QCOMPARE(dataset->fingerprint.size(), std::size_t(64));
    const auto* test = dataset->split("test");
    QVERIFY(test != nullptr);
    QCOMPARE(test->size, std::int64_t(3));
    QCOMPARE(test->classes, (std::vector<int>{0, 1, 2}));
    QCOMPARE(valuesOf(*test, 0, {2}), (std::vector<float>{30, 31, 35, 36, 40, 41}));
    QVERIFY(test->hasModality(1, 2));
    QVERIFY(test->rows[0]->isInMemory());
}

void TestDatasetReading::kindsFollowFromRank()
{
    const auto dataset = read([](H5Writer& h5) {
        h5.list("modalities", {"a", "b", "c", "d"});
        for (const auto& [split, n] : {std::pair<std::string, hsize_t>{"/train", 6}, {"/test", 3}}) {
            h5.data(split + "/b", {n, 4, 2}, std::vector<float>(n * 8, 1));
            h5.data(split + "/c", {n, 1, 3, 2}, std::vector<float>(n * 6, 2));
            h5.data(split + "/d", {n, 2, 1, 3, 2}, std::vector<float>(n * 12, 3));
        }
    });
    QVERIFY(dataset);
    QCOMPARE(dataset->modality("a")->kind, ModalityKind::Features);
    QCOMPARE(dataset->modality("b")->kind, ModalityKind::Sequence);
    QCOMPARE(dataset->modality("c")->kind, ModalityKind::Image);
    QCOMPARE(dataset->modality("d")->kind, ModalityKind::Video);
    QCOMPARE(dataset->modality("d")->shape, (Shape{2, 1, 3, 2}));
    QCOMPARE(shapeText(*dataset->modality("c")), std::string("image 1 × 3 × 2"));
}

void TestDatasetReading::columns()
{
    const auto dataset = read([](H5Writer& h5) {
        h5.textColumn("/test/speaker", {"anna", "", "jörg"});
        h5.textColumn("/test/fixed", {"ab", "c", "ef"}, 2);
        h5.data<int>("/test/age", {3}, {30, -1, 50});
        h5.data<double>("/test/score", {3}, {0.5, NAN, 2});
        h5.textColumn("/test/broken",
            {"a\xff"
             "b",
                "\xc3", "ok"});
        h5.data<float>("/test/extra", {3, 4}, std::vector<float>(12, 0)); // no column
        h5.textColumn("/test/vocabulary", {"of", "another", "length", "here"});
        h5.group("/test/more");
    });
    QVERIFY(dataset);
    const auto& columns = dataset->split("test")->columns;
    QCOMPARE(columns.size(), std::size_t(5));
    const auto texts = [&](const std::string& name) {
        return std::get<std::vector<std::string>>(std::ranges::find(columns, name, &Column::name)->values);
    };
    const auto numbers = [&](const std::string& name) {
        return std::get<std::vector<double>>(std::ranges::find(columns, name, &Column::name)->values);
    };
    QCOMPARE(texts("speaker"), (std::vector<std::string>{"anna", "", "jörg"}));
    QCOMPARE(texts("fixed"), (std::vector<std::string>{"ab", "c", "ef"}));
    QCOMPARE(texts("broken"),
        (std::vector<std::string>{"a\xef\xbf\xbd"
                                  "b",
            "\xef\xbf\xbd", "ok"}));
    QCOMPARE(numbers("age"), (std::vector<double>{30, -1, 50}));
    QVERIFY(std::isnan(numbers("score")[1])); // a column may have gaps
    for (const char* name : {"/test/extra", "/test/vocabulary", "/test/more"})
        QVERIFY2(mentions(dataset->warnings, name), name);
}

void TestDatasetReading::presence()
{
    const auto dataset = read([](H5Writer& h5) {
        h5.data<int>("/test/present_b", {3}, {1, 0, 1}, H5T_STD_U8LE);
    });
    QVERIFY(dataset);
    const auto* test = dataset->split("test");
    QCOMPARE(test->presence.size(), std::size_t(2));
    QVERIFY(test->presence[0].empty() && test->hasModality(0, 1));
    QVERIFY(test->hasModality(1, 0) && !test->hasModality(1, 1));
    QVERIFY(test->columns.empty());
}

void TestDatasetReading::regression()
{
    const auto dataset = read([](H5Writer& h5) {
        h5.text("task", "regression");
        H5Adelete(h5.file(), "class_names");
        h5.data<float>("/train/labels", {6, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
        h5.data<float>("/test/labels", {3, 2}, {0.5f, 1, 2, 3, 4, 5});
    });
    QVERIFY(dataset);
    QCOMPARE(dataset->labelShape, (Shape{2}));
    QCOMPARE(dataset->split("test")->targets.shape, (Shape{3, 2}));
    QCOMPARE(dataset->split("test")->targets.values[0], 0.5);
    QCOMPARE(dataset->split("valid")->origin, std::string("10 % of train, seed 0"));
    QCOMPARE(
        dataset->split("train")->targets.rows() + dataset->split("valid")->targets.rows(), std::int64_t(6));
    const auto single = read([](H5Writer& h5) {
        h5.text("task", "regression");
        h5.data<int>("/train/labels", {6}, {0, 1, 2, 3, 4, -5});
    });
    QVERIFY(single);
    QCOMPARE(single->labelShape, (Shape{1}));
}

void TestDatasetReading::segmentation()
{
    const Change make = [](H5Writer& h5) {
        h5.text("task", "segmentation");
        h5.number("/", "ignore_label", 255);
        std::vector<unsigned char> maps(6 * 4, 2);
        maps[5] = 255;
        h5.data("/train/labels", {6, 2, 2}, maps);
        h5.data("/test/labels", {3, 2, 2}, std::vector<unsigned char>(12, 1));
    };
    const auto dataset = read(make);
    QVERIFY(dataset);
    QCOMPARE(dataset->labelShape, (Shape{2, 2}));
    QCOMPARE(*dataset->ignoreLabel, 255);
    const auto* test = dataset->split("test");
    QCOMPARE(test->labelMaps->rowSize(), std::int64_t(4));
    QCOMPARE(readAll(*test->labelMaps, {2, 2}).value().values, std::vector<float>(12, 1.0f));
    auto streamed = read(make, {.memoryBytes = 0});
    QCOMPARE(
        readAll(*streamed->split("test")->labelMaps, {2, 2}).value().values, std::vector<float>(12, 1.0f));
    QCOMPARE(streamed->fingerprint, dataset->fingerprint);
    streamed.reset(); // HDF5 does not write a file that is open
    {
        H5Writer h5(path());
        writeSmallFile(h5);
        make(h5);
        H5Adelete(h5.file(), "ignore_label");
    }
    const auto refused = readDataset(path());
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.find("/train/labels has the label 255 at sample 1") != std::string::npos,
        refused.error().message.c_str());
}

void TestDatasetReading::furtherSplitsInOrder()
{
    const auto dataset = read([](H5Writer& h5) {
        for (const char* name : {"/a_first", "/valid", "/test_2021"})
            H5Ocopy(h5.file(), "/test", h5.file(), name, H5P_DEFAULT, H5P_DEFAULT);
    });
    QVERIFY(dataset);
    std::vector<std::string> names;
    for (const auto& split : dataset->splits)
        names.push_back(split.name);
    QCOMPARE(names, (std::vector<std::string>{"train", "valid", "test", "a_first", "test_2021"}));
    QVERIFY(dataset->split("valid")->origin.empty());
}

void TestDatasetReading::warnings()
{
    const auto dataset = read([](H5Writer& h5) {
        h5.data<int>("/train/labels", {6}, {0, 0, 0, 0, 0, 2});
        h5.data<float>(
            "/test/a", {3, 2}, {10, 11, 0, 0, 25, 26}); // rows 0 and 2 are rows 2 and 5 of train ...
        h5.data<float>("/test/b", {3, 3}, {12, 13, 14, 0, 0, 0, 99, 99, 99}); // ... but row 2 differs in b
        h5.data<int>("/notes", {1}, {1});
    });
    QVERIFY(dataset);
    QVERIFY(mentions(dataset->warnings, "test: 1 of 3 samples are also in train"));
    QVERIFY(mentions(dataset->warnings, "train: no sample of class y"));
    QVERIFY(mentions(dataset->warnings, "train: a single sample of class z"));
    QVERIFY(mentions(dataset->warnings, "/notes is not a group"));
    const auto noTest = read([](H5Writer& h5) { h5.remove("/test"); });
    QVERIFY(noTest);
    QVERIFY(mentions(noTest->warnings, "no test split"));
    QVERIFY(read()->warnings.empty());
    const auto maps = read([](H5Writer& h5) {
        h5.text("task", "segmentation");
        h5.number("/", "ignore_label", 0);
        std::vector<int> labels(24, 1);
        labels[7] = 0; // never counts, so it is not missed
        h5.data("/train/labels", {6, 2, 2}, labels);
        h5.data("/test/labels", {3, 2, 2}, std::vector<int>(12, 2));
    });
    QVERIFY(maps);
    QVERIFY(mentions(maps->warnings, "train: no pixel of class z"));
    QVERIFY(!mentions(maps->warnings, "no pixel of class x"));
    const auto constant = read([](H5Writer& h5) {
        h5.text("task", "regression");
        h5.data<float>("/train/labels", {6, 2}, {0.5f, 1, 0.5f, 2, 0.5f, 3, 0.5f, 4, 0.5f, 5, 0.5f, 6});
        h5.data<float>("/test/labels", {3, 2}, {0, 1, 2, 3, 4, 5});
    });
    QVERIFY(constant);
    QVERIFY(mentions(constant->warnings, "train: every target 0 is 0.5"));
    QVERIFY(!mentions(constant->warnings, "target 1 is"));
}

void TestDatasetReading::missingValidIsTakenFromTrain()
{
    const auto dataset = read();
    QVERIFY(dataset);
    const auto* train = dataset->split("train");
    const auto* valid = dataset->split("valid");
    QCOMPARE(valid->origin, std::string("10 % of train, stratified, seed 0"));
    QCOMPARE(valid->size, std::int64_t(1));
    QCOMPARE(train->size, std::int64_t(5));
    auto together = valuesOf(*train, 1, {3});
    const auto other = valuesOf(*valid, 1, {3});
    together.insert(together.end(), other.begin(), other.end());
    std::ranges::sort(together);
    auto all = std::vector<float>();
    for (int i = 0; i < 6; ++i)
        for (int k = 2; k < 5; ++k)
            all.push_back(float(5 * i + k));
    QCOMPARE(together, all);
    const auto again = read(nullptr, {.splitSeed = 0});
    QCOMPARE(valuesOf(*again->split("valid"), 0, {2}), valuesOf(*valid, 0, {2}));
    QCOMPARE(again->fingerprint, dataset->fingerprint); // of the file, not of the split made here
}

TEST_ENTRY(TestDatasetReading, NoApplication)

} // namespace modalscope::tst_dataset_reading

#include "tst_dataset_reading.moc"
