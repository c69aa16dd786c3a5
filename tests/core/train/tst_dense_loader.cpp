#include "core/base/libtorch.h"
#include "core/data/synthetic.h"
#include "core/train/batch_loader.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_dense_loader {

namespace {

/// Rows that claim to lie on disk.
class StoredRows final : public RowReader {
public:
    explicit StoredRows(std::shared_ptr<const RowReader> rows)
        : m_rows(std::move(rows))
    { }
    std::int64_t rowCount() const override { return m_rows->rowCount(); }
    std::int64_t rowSize() const override { return m_rows->rowSize(); }
    bool isInMemory() const override { return false; }
    Result<void> read(std::span<const std::int64_t> rows, std::span<float> out) const override
    {
        return m_rows->read(rows, out);
    }

private:
    std::shared_ptr<const RowReader> m_rows;
};

std::shared_ptr<const Dataset> pictures(bool streamed)
{
    const SampleOptions options{.train = 12, .valid = 2, .test = 2, .rows = 32, .columns = 40, .classes = 3};
    auto dataset = std::make_shared<Dataset>(makeSample(SampleKind::Segmentation, options).value());
    auto& train = dataset->splits.front();
    for (auto& rows : train.rows)
        if (streamed)
            rows = std::make_shared<StoredRows>(rows);
    if (streamed)
        train.labelMaps = std::make_shared<StoredRows>(train.labelMaps);
    return dataset;
}

LoaderSpec specOf(std::shared_ptr<const Dataset> dataset)
{
    LoaderSpec spec;
    spec.dataset = std::move(dataset);
    spec.split = "train";
    spec.modalities = {1, 0}; // thermal, rgb
    spec.standardizers = {Standardizer{{0.25}, {0.5}}, Standardizer{{0.1, 0.2, 0.3}, {1, 2, 4}}};
    spec.batchSize = 5;
    return spec;
}

/// An augmenter of the run's modalities.
std::shared_ptr<const Augmenter> augmenterOf(const Dataset& dataset, const AugmentOptions& options)
{
    Dataset shown;
    shown.task = dataset.task;
    shown.labelShape = dataset.labelShape;
    shown.modalities = {dataset.modalities[1], dataset.modalities[0]};
    return std::make_shared<const Augmenter>(Augmenter::make(options, shown, 9).value());
}

/// All batches of an epoch, in the order of the split.
struct Epoch {
    std::vector<torch::Tensor> inputs;
    torch::Tensor labels;
};

Epoch epochOf(LoaderSpec spec, int epoch)
{
    const auto loader = BatchLoader::make(std::move(spec)).value();
    loader->beginEpoch(epoch);
    std::vector<std::vector<torch::Tensor>> inputs(2);
    std::vector<torch::Tensor> labels, rows;
    for (auto next = loader->next(); next.value(); next = loader->next()) {
        const auto& batch = *next.value();
        for (std::size_t m = 0; m < 2; ++m)
            inputs[m].push_back(batch.inputs[m]);
        labels.push_back(batch.labels);
        rows.push_back(batch.rows);
    }
    const auto order = torch::cat(rows).argsort();
    Epoch all;
    for (const auto& one : inputs)
        all.inputs.push_back(torch::cat(one).index_select(0, order));
    all.labels = torch::cat(labels).index_select(0, order);
    return all;
}

bool areSame(const Epoch& a, const Epoch& b)
{
    return a.inputs[0].equal(b.inputs[0]) && a.inputs[1].equal(b.inputs[1]) && a.labels.equal(b.labels);
}

} // namespace

/// Pictures and their label maps reach the network together, with ignored pixels marked and channels
/// standardised; augmented ones are made anew in each epoch, the same in memory and from disk.
class TestDenseLoader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesAreThoseOfTheRows_data();
    void valuesAreThoseOfTheRows();
    void augmentedSamplesDependOnEpochAndSampleAlone();
    void aFlipMovesPicturesAndLabelsTogether();
    void paddingIsBlackAndIgnored();
    void absentPicturesAreZero_data() { valuesAreThoseOfTheRows_data(); }
    void absentPicturesAreZero();
    void targetsOfRegression();
};

void TestDenseLoader::valuesAreThoseOfTheRows_data()
{
    QTest::addColumn<bool>("streamed");
    QTest::newRow("in memory") << false;
    QTest::newRow("from disk") << true;
}

void TestDenseLoader::valuesAreThoseOfTheRows()
{
    QFETCH(bool, streamed);
    const auto dataset = pictures(streamed);
    const auto& split = dataset->splits.front();
    const auto rgb = readAll(*split.rows[0], {3, 32, 40}).value();
    const auto maps = readAll(*split.labelMaps, {32, 40}).value();
    auto spec = specOf(dataset);
    spec.shuffle = true;
    const auto all = epochOf(spec, 3);
    QCOMPARE(all.inputs[0].sizes().vec(), (std::vector<std::int64_t>{12, 1, 32, 40}));
    QCOMPARE(all.labels.sizes().vec(), (std::vector<std::int64_t>{12, 32, 40}));
    const auto labels = all.labels.contiguous();
    std::int64_t ignored = 0;
    for (std::size_t i = 0; i < maps.values.size(); ++i) {
        const auto wanted = maps.values[i] == 255 ? kIgnoredPixel : std::int64_t(maps.values[i]);
        ignored += wanted == kIgnoredPixel;
        QCOMPARE(labels.data_ptr<std::int64_t>()[i], wanted);
    }
    QVERIFY(ignored > 0);
    const double second = rgb.row(7)[2 * 32 * 40 + 5];
    QVERIFY(std::abs(all.inputs[1][7][2][0][5].item<double>() - (second - 0.3) / 4) < 1e-6);
}

void TestDenseLoader::augmentedSamplesDependOnEpochAndSampleAlone()
{
    Epoch first;
    for (const bool streamed : {false, true})
        for (const int batchSize : {3, 12}) {
            const auto dataset = pictures(streamed);
            auto spec = specOf(dataset);
            spec.augmenter = augmenterOf(*dataset, {.cropRows = 36, .cropColumns = 34});
            spec.batchSize = batchSize;
            spec.shuffle = batchSize == 3;
            const auto second = epochOf(spec, 2);
            QCOMPARE(second.labels.sizes().vec(), (std::vector<std::int64_t>{12, 36, 34}));
            QCOMPARE(second.inputs[1].sizes().vec(), (std::vector<std::int64_t>{12, 3, 36, 34}));
            if (!first.labels.defined())
                first = second;
            QVERIFY(areSame(first, second));
            QVERIFY(!areSame(epochOf(spec, 1), second));
        }
}

void TestDenseLoader::aFlipMovesPicturesAndLabelsTogether()
{
    const auto dataset = pictures(false);
    auto spec = specOf(dataset);
    const auto plain = epochOf(spec, 0);
    spec.augmenter = augmenterOf(*dataset, {.colourJitter = 0, .flip = 1, .blur = 0, .resizedCrop = false});
    const auto flipped = epochOf(spec, 0);
    QVERIFY(flipped.labels.equal(plain.labels.flip(2)));
    for (std::size_t m = 0; m < 2; ++m)
        QVERIFY(flipped.inputs[m].equal(plain.inputs[m].flip(3)));
}

/// Half the size in a window of the whole size: three quarters are padding.
void TestDenseLoader::paddingIsBlackAndIgnored()
{
    const auto dataset = pictures(false);
    auto spec = specOf(dataset);
    spec.augmenter = augmenterOf(*dataset,
        {.colourJitter = 0,
            .flip = 0,
            .blur = 0,
            .leastScale = 0.4,
            .mostScale = 0.4,
            .cropRows = 80,
            .cropColumns = 100});
    const auto all = epochOf(spec, 0);
    QVERIFY((all.labels.slice(1, 40, 80) == kIgnoredPixel).all().item<bool>());
    QVERIFY((all.inputs[0].slice(2, 40, 80) == -0.5).all().item<bool>()); // (0 − 0.25) / 0.5
    QVERIFY((all.labels >= 0).any().item<bool>());
}

void TestDenseLoader::absentPicturesAreZero()
{
    QFETCH(bool, streamed);
    const auto dataset = pictures(streamed);
    auto spec = specOf(dataset);
    std::vector<std::uint8_t> hidden(12, 1);
    hidden[4] = 0;
    spec.mask = {hidden, {}};
    for (const bool augmented : {false, true}) {
        spec.augmenter = augmented ? augmenterOf(*dataset, {}) : nullptr;
        const auto all = epochOf(spec, 0);
        QCOMPARE(all.inputs[0][4].abs().max().item<double>(), 0.0);
        QVERIFY(all.inputs[0][5].abs().max().item<double>() > 0);
        QVERIFY(all.inputs[1][4].abs().max().item<double>() > 0);
    }
}

void TestDenseLoader::targetsOfRegression()
{
    const auto dataset
        = std::make_shared<Dataset>(makeSample(SampleKind::Sentiment, {.samples = 200}).value());
    LoaderSpec spec;
    spec.dataset = dataset;
    spec.split = "train";
    spec.modalities = {0, 1, 2};
    spec.shuffle = true;
    spec.type = torch::kFloat64;
    const auto loader = BatchLoader::make(spec).value();
    loader->beginEpoch(1);
    const auto batch = *loader->next().value();
    QCOMPARE(batch.labels.dim(), std::int64_t(2));
    const auto row = batch.rows[3].item<std::int64_t>();
    QCOMPARE(batch.labels[3][0].item<double>(), dataset->split("train")->targets.row(row)[0]);
}

TEST_ENTRY(TestDenseLoader, NoApplication)

} // namespace modalscope::tst_dense_loader

#include "tst_dense_loader.moc"
