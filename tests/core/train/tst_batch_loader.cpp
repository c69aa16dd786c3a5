#include "core/base/libtorch.h"
#include "core/base/random.h"
#include "core/train/batch_loader.h"
#include "core/train/shuffle_window.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <atomic>
#include <cmath>
#include <limits>

namespace modalscope::tst_batch_loader {

namespace {

/// Rows that claim to lie on disk; notes how they are read, and can break.
class DiskRows final : public RowReader {
public:
    explicit DiskRows(std::shared_ptr<const RowReader> rows)
        : m_rows(std::move(rows))
    { }
    std::int64_t rowCount() const override { return m_rows->rowCount(); }
    std::int64_t rowSize() const override { return m_rows->rowSize(); }
    bool isInMemory() const override { return false; }
    Result<void> read(std::span<const std::int64_t> rows, std::span<float> out) const override
    {
        for (std::size_t i = 1; i < rows.size(); ++i)
            if (rows[i] != rows[i - 1] + 1)
                isConsecutive = false;
        rowsRead += std::int64_t(rows.size());
        if (rowsRead > breaksAfter)
            return Error{ErrorKind::Io, "data.h5: cannot be read any more"};
        return m_rows->read(rows, out);
    }

    mutable std::atomic<std::int64_t> rowsRead = 0;
    mutable std::atomic<bool> isConsecutive = true;
    std::int64_t breaksAfter = std::numeric_limits<std::int64_t>::max();

private:
    std::shared_ptr<const RowReader> m_rows;
};

std::shared_ptr<const Dataset> onDisk(const Dataset& dataset, std::int64_t breaksAfter = 1 << 30)
{
    auto copy = std::make_shared<Dataset>(dataset);
    for (auto& split : copy->splits)
        for (auto& rows : split.rows) {
            auto disk = std::make_shared<DiskRows>(rows);
            disk->breaksAfter = breaksAfter;
            rows = disk;
        }
    return copy;
}

LoaderSpec specFor(std::shared_ptr<const Dataset> dataset)
{
    LoaderSpec spec;
    spec.dataset = std::move(dataset);
    spec.split = "train";
    spec.modalities = {0, 2};
    spec.batchSize = 16;
    return spec;
}

std::vector<Batch> epochOf(BatchLoader& loader, int epoch)
{
    std::vector<Batch> batches;
    loader.beginEpoch(epoch);
    for (;;) {
        auto next = loader.next();
        if (!next)
            throw std::runtime_error(next.error().message);
        if (!next.value())
            return batches;
        batches.push_back(std::move(*next.value()));
    }
}

std::vector<std::int64_t> rowsOf(const std::vector<Batch>& batches)
{
    std::vector<std::int64_t> rows;
    for (const auto& batch : batches)
        for (std::int64_t i = 0; i < batch.rows.size(0); ++i)
            rows.push_back(batch.rows[i].item<std::int64_t>());
    return rows;
}

std::vector<std::int64_t> counted(std::int64_t count)
{
    std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
    std::iota(rows.begin(), rows.end(), std::int64_t(0));
    return rows;
}

} // namespace

/// Every epoch shows every sample once, in an order that depends on seed and epoch alone, with the values of
/// the dataset.
class TestBatchLoader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsEverySampleOnce_data();
    void showsEverySampleOnce();
    void orderDependsOnSeedAndEpochAlone_data() { showsEverySampleOnce_data(); }
    void orderDependsOnSeedAndEpochAlone();
    void valuesAreThoseOfTheRows_data() { showsEverySampleOnce_data(); }
    void valuesAreThoseOfTheRows();
    void absentRowsAreZero_data() { showsEverySampleOnce_data(); }
    void absentRowsAreZero();
    void absentRowsAreTheMeanOfTheVisibleOnes_data() { showsEverySampleOnce_data(); }
    void absentRowsAreTheMeanOfTheVisibleOnes();
    void absenceCanBeKeptSecret_data() { showsEverySampleOnce_data(); }
    void absenceCanBeKeptSecret();
    void rowsComeFromTheirSources_data() { showsEverySampleOnce_data(); }
    void rowsComeFromTheirSources();
    void dropLastKeepsWholeBatches();
    void streamedOrderIsTheWindows();
    void windowMixesFarRows();
    void readErrorEndsTheEpoch();
    void epochCanBeAbandoned();
    void wrongSpecsAreRefused();
};

void TestBatchLoader::showsEverySampleOnce_data()
{
    QTest::addColumn<bool>("streamed");
    QTest::newRow("in memory") << false;
    QTest::newRow("from disk") << true;
}

void TestBatchLoader::showsEverySampleOnce()
{
    QFETCH(bool, streamed);
    const auto dataset = smallDataset({.train = 70});
    auto spec = specFor(streamed ? onDisk(*dataset) : dataset);
    for (const bool shuffle : {false, true}) {
        spec.shuffle = shuffle;
        const auto loader = BatchLoader::make(spec).value();
        QCOMPARE(loader->batchCount(), 5);
        QCOMPARE(loader->sampleCount(), 70);
        const auto batches = epochOf(*loader, 0);
        QCOMPARE(batches.size(), std::size_t(5));
        QCOMPARE(batches.back().rows.size(0), 6);
        QCOMPARE(batches[3].index, 3);
        QCOMPARE(batches[3].count, 5);
        auto rows = rowsOf(batches);
        QCOMPARE(rows == counted(70), !shuffle);
        std::ranges::sort(rows);
        QCOMPARE(rows, counted(70));
    }
}

void TestBatchLoader::orderDependsOnSeedAndEpochAlone()
{
    QFETCH(bool, streamed);
    const auto dataset = smallDataset({.train = 70});
    auto spec = specFor(streamed ? onDisk(*dataset) : dataset);
    spec.shuffle = true;
    spec.seed = 5;
    const auto first = BatchLoader::make(spec).value();
    const auto zero = rowsOf(epochOf(*first, 0));
    const auto three = rowsOf(epochOf(*first, 3));
    QVERIFY(zero != three);
    const auto second = BatchLoader::make(spec).value(); // a resumed run starts with epoch 3
    QCOMPARE(rowsOf(epochOf(*second, 3)), three);
    QCOMPARE(rowsOf(epochOf(*second, 0)), zero);
    spec.seed = 6;
    QVERIFY(rowsOf(epochOf(*BatchLoader::make(spec).value(), 3)) != three);
    spec.seed = 5;
    spec.modalities = {1}; // the order of unimodal runs is that of joint ones
    QCOMPARE(rowsOf(epochOf(*BatchLoader::make(spec).value(), 3)), three);
}

void TestBatchLoader::valuesAreThoseOfTheRows()
{
    QFETCH(bool, streamed);
    const auto dataset = smallDataset({.train = 70});
    auto spec = specFor(streamed ? onDisk(*dataset) : dataset);
    spec.shuffle = true;
    spec.type = torch::kFloat64;
    Standardizer standardizer{std::vector<double>(10, 0.5), std::vector<double>(10, 2.0)};
    spec.standardizers = {Standardizer{}, standardizer};
    const auto& split = *dataset->split("train");
    const auto images = readAll(*split.rows[0], {1, 8, 8}).value();
    const auto features = readAll(*split.rows[2], {10}).value();
    for (const auto& batch : epochOf(*BatchLoader::make(spec).value(), 2)) {
        QCOMPARE(batch.epoch, 2);
        QCOMPARE(batch.inputs.size(), std::size_t(2));
        QCOMPARE(batch.inputs[0].sizes().vec(), (std::vector<std::int64_t>{batch.rows.size(0), 1, 8, 8}));
        QVERIFY(!batch.presence[0].defined() && !batch.presence[1].defined());
        for (std::int64_t i = 0; i < batch.rows.size(0); ++i) {
            const auto row = batch.rows[i].item<std::int64_t>();
            QCOMPARE(batch.labels[i].item<std::int64_t>(), std::int64_t(split.classes[std::size_t(row)]));
            QCOMPARE(batch.inputs[0][i].flatten()[9].item<double>(), double(images.row(row)[9]));
            QVERIFY(std::abs(batch.inputs[1][i][3].item<double>() - (features.row(row)[3] - 0.5) / 2) < 1e-6);
        }
    }
}

void TestBatchLoader::absentRowsAreZero()
{
    QFETCH(bool, streamed);
    const auto dataset = smallDataset({.train = 70, .missing = true});
    auto spec = specFor(streamed ? onDisk(*dataset) : dataset);
    spec.modalities = {0, 1};
    spec.mask = PresenceMask(2, std::vector<std::uint8_t>(70, 1));
    spec.mask[1][0] = 0; // beside every fourth row, which the dataset itself lacks
    spec.standardizers = {Standardizer{}, Standardizer{}};
    const auto batches = epochOf(*BatchLoader::make(spec).value(), 0);
    const auto& first = batches.front();
    QVERIFY(!first.presence[0].defined());
    QCOMPARE(first.presence[1].scalar_type(), torch::kBool);
    for (int i = 0; i < 16; ++i) {
        const bool isPresent = i != 0 && i % 4 != 3;
        QCOMPARE(first.presence[1][i].item<bool>(), isPresent);
        QCOMPARE(first.inputs[1][i].abs().sum().item<float>() != 0, isPresent);
        QVERIFY(first.inputs[0][i].abs().sum().item<float>() != 0);
    }
}

void TestBatchLoader::absentRowsAreTheMeanOfTheVisibleOnes()
{
    QFETCH(bool, streamed);
    const auto dataset = smallDataset({.train = 70, .missing = true});
    const auto& split = *dataset->split("train");
    auto spec = specFor(streamed ? onDisk(*dataset) : dataset);
    spec.type = torch::kFloat64;
    spec.mask = PresenceMask(2, std::vector<std::uint8_t>(70, 1));
    spec.mask[1][0] = spec.mask[0][2] = 0; // beside every eighth row of sensors, which the dataset lacks
    spec.standardizers
        = {Standardizer{}, fitStandardizer(split, 2, dataset->modalities[2], spec.mask[1]).value()};
    for (const std::size_t m : {0, 1}) {
        auto mean = fitMean(split, std::size_t(spec.modalities[m]), spec.mask[m]).value();
        spec.standardizers[m].apply(mean);
        spec.absentRows.push_back(std::move(mean));
    }
    const auto images = readAll(*split.rows[0], {1, 8, 8}).value();
    double mean = 0; // of one pixel over the images that the run may see
    for (std::int64_t row = 0; row < 70; ++row)
        mean += row == 2 ? 0 : double(images.row(row)[9]) / 69;
    const auto first = epochOf(*BatchLoader::make(spec).value(), 0).front();
    QVERIFY(std::abs(first.inputs[0][2].flatten()[9].item<double>() - mean) < 1e-6);
    QVERIFY(!first.presence[0][2].item<bool>());
    for (const int row : {0, 3, 11}) {
        QVERIFY(!first.presence[1][row].item<bool>());
        QVERIFY(first.inputs[1][row].abs().max().item<double>() < 1e-6); // a standardised mean is 0
    }
    QVERIFY(first.inputs[1][1].abs().max().item<double>() > 0.1);
}

/// For the value of nothing: the method takes zeros for what was there.
void TestBatchLoader::absenceCanBeKeptSecret()
{
    QFETCH(bool, streamed);
    const auto dataset = smallDataset({.train = 70});
    auto spec = specFor(streamed ? onDisk(*dataset) : dataset);
    spec.mask = PresenceMask(2, std::vector<std::uint8_t>(70, 0));
    spec.keepsAbsenceSecret = true;
    for (const auto& batch : epochOf(*BatchLoader::make(spec).value(), 0))
        for (std::size_t m = 0; m < 2; ++m) {
            QVERIFY(!batch.presence[m].defined());
            QCOMPARE(batch.inputs[m].abs().sum().item<float>(), 0.0f);
        }
}

/// One modality of a permuted sample is that of another sample, with its absence; all else stays.
void TestBatchLoader::rowsComeFromTheirSources()
{
    QFETCH(bool, streamed);
    const auto dataset = smallDataset({.train = 70, .missing = true});
    const auto& split = *dataset->split("train");
    auto spec = specFor(streamed ? onDisk(*dataset) : dataset);
    spec.sources = {{}, Random(5).permutation(70)};
    const auto images = readAll(*split.rows[0], {1, 8, 8}).value();
    const auto features = readAll(*split.rows[2], {10}).value();
    const auto batches = epochOf(*BatchLoader::make(spec).value(), 0);
    QCOMPARE(rowsOf(batches), counted(70));
    for (const auto& batch : batches)
        for (std::int64_t i = 0; i < batch.rows.size(0); ++i) {
            const auto row = batch.rows[i].item<std::int64_t>(), from = spec.sources[1][std::size_t(row)];
            QCOMPARE(batch.labels[i].item<std::int64_t>(), std::int64_t(split.classes[std::size_t(row)]));
            QCOMPARE(batch.inputs[0][i].flatten()[9].item<float>(), images.row(row)[9]);
            const bool isPresent = from % 8 != 3;
            QCOMPARE(batch.presence[1].defined() ? batch.presence[1][i].item<bool>() : true, isPresent);
            QCOMPARE(batch.inputs[1][i][4].item<float>(), isPresent ? features.row(from)[4] : 0.0f);
        }
}

void TestBatchLoader::dropLastKeepsWholeBatches()
{
    auto spec = specFor(smallDataset({.train = 70}));
    spec.dropLast = true;
    const auto loader = BatchLoader::make(spec).value();
    QCOMPARE(loader->batchCount(), 4);
    QCOMPARE(rowsOf(epochOf(*loader, 0)), counted(64));
}

void TestBatchLoader::streamedOrderIsTheWindows()
{
    const auto dataset = onDisk(*smallDataset({.train = 70}));
    auto spec = specFor(dataset);
    spec.shuffle = true;
    spec.seed = 3;
    const auto rows = rowsOf(epochOf(*BatchLoader::make(spec).value(), 1));
    // 64 + 10 values of 4 bytes: one block and the window hold everything
    ShuffleWindow window(70, 70, 70, Random(3, "shuffle/epoch 1"));
    for (const auto row : rows)
        QCOMPARE(row, window.draw().row);
    const auto& disk = dynamic_cast<const DiskRows&>(*dataset->split("train")->rows[0]);
    QCOMPARE(disk.rowsRead.load(), 70);
    QVERIFY(disk.isConsecutive);
}

void TestBatchLoader::windowMixesFarRows()
{
    ShuffleWindow window(1000, 10, 100, Random(1));
    std::vector<std::int64_t> order;
    double distance = 0;
    for (int i = 0; i < 1000; ++i) {
        order.push_back(window.draw().row);
        if (i > 0)
            distance += std::abs(double(order[std::size_t(i)] - order[std::size_t(i) - 1])) / 999;
    }
    QVERIFY2(
        distance > 250, qPrintable(QString::number(distance))); // two random rows are 333 apart on average
    std::ranges::sort(order);
    QCOMPARE(order, counted(1000));

    ShuffleWindow plain(25, 10, 100, std::nullopt);
    for (int i = 0; i < 25; ++i)
        QCOMPARE(plain.draw().row, i);
}

void TestBatchLoader::readErrorEndsTheEpoch()
{
    const auto loader = BatchLoader::make(specFor(onDisk(*smallDataset({.train = 70}), 60))).value();
    loader->beginEpoch(0);
    const auto next = loader->next();
    QVERIFY(!next);
    QCOMPARE(next.error().kind, ErrorKind::Io);
    QCOMPARE(next.error().message, std::string("data.h5: cannot be read any more"));
}

void TestBatchLoader::epochCanBeAbandoned()
{
    const auto dataset = onDisk(*smallDataset({.train = 2000}));
    auto spec = specFor(dataset);
    spec.batchSize = 2;
    const auto loader = BatchLoader::make(spec).value();
    loader->beginEpoch(0);
    QVERIFY(loader->next().value().has_value());
    QCOMPARE(rowsOf(epochOf(*loader, 1)).size(), std::size_t(2000));
    loader->beginEpoch(2); // and is destroyed while the thread works
}

void TestBatchLoader::wrongSpecsAreRefused()
{
    auto spec = specFor(smallDataset({.train = 10}));
    spec.dropLast = true;
    const auto noBatch = BatchLoader::make(spec);
    QVERIFY(!noBatch);
    QCOMPARE(noBatch.error().message,
        std::string(
            "split train has 10 samples, which make no full batch of 16; use a smaller train.batch_size"));
    spec.split = "holdout";
    QCOMPARE(BatchLoader::make(spec).error().kind, ErrorKind::InvalidInput);
}

TEST_ENTRY(TestBatchLoader, NoApplication)

} // namespace modalscope::tst_batch_loader

#include "tst_batch_loader.moc"
