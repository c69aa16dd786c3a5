#include "tests/support/adapter_sets.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_adapter_folder {

namespace fs = std::filesystem;

/// Protects where adapter sets lie and which of them are shown: S is a set, sets of the first version are
/// found and kept, and a file that somebody has edited is not believed.
class TestAdapterFolder : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path run() const { return m_folder->path().toStdString() + "/run"; }
    const AdaptOptions m_options = adapterOptions({"text", "image"}, AdapterKind::Ssf);

    /// As the first version wrote it.
    fs::path writeOld(const AdaptOptions& options, const std::string& set) const
    {
        const auto made = writeAdapterSet(run(), options, adapterMetrics("accuracy", 0.2, 0.6, 10));
        const auto old = run() / "adapters" / set / "ssf-s0";
        fs::create_directories(old.parent_path());
        fs::rename(made, old);
        return old;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void namesFollowTheRun()
    {
        const std::vector<std::string> run{"text", "image", "audio"};
        QCOMPARE(inRunOrder({"audio", "text"}, run), (std::vector<std::string>{"text", "audio"}));
        QCOMPARE(inRunOrder({"smell", "image"}, run), (std::vector<std::string>{"image", "smell"}));
        QCOMPARE(adapterFolder(m_options), std::string("text+image-ssf-s0"));
        auto many = m_options;
        many.present.assign(8, std::string(100, 'm'));
        const auto name = adapterFolder(many);
        QVERIFY(name.size() < 255 && name.ends_with("-ssf-s0"));
        many.present.back() = "other";
        QVERIFY(adapterFolder(many) != name);
    }

    void newAndOldSetsAreRead()
    {
        writeOld(adapterOptions({"image"}, AdapterKind::Ssf), "image");
        writeAdapterSet(run(), m_options, adapterMetrics("accuracy", 0.2, 0.6, 10));
        fs::create_directories(run() / "adapters" / ".text-ssf-s1-99"); // being written
        const auto stored = readAdapters(run());
        QCOMPARE(stored.problems, std::vector<std::string>());
        QCOMPARE(stored.sets.size(), std::size_t(2));
    }

    void anOldSetStaysWhereItIsInAnyOrder()
    {
        QCOMPARE(adapterPath(run(), m_options), run() / "adapters" / "text+image-ssf-s0");
        const auto old = writeOld(m_options, "image+text");
        QCOMPARE(adapterPath(run(), m_options), old);
        auto other = m_options;
        other.seed = 1;
        QCOMPARE(adapterPath(run(), other), run() / "adapters" / "text+image-ssf-s1");
        const auto made = writeAdapterSet(run(), m_options, adapterMetrics("accuracy", 0.2, 0.6, 10));
        QCOMPARE(adapterPath(run(), m_options), made);
    }

    void numbersThatCannotBeOnesAreRefused_data()
    {
        QTest::addColumn<QString>("place");
        QTest::addColumn<double>("value");
        QTest::newRow("after") << "/splits/test/fused/accuracy/value" << 7.0;
        QTest::newRow("before") << "/before/test/fused/accuracy/value" << -0.1;
        QTest::newRow("share") << "/parameters/share" << 1.5;
        QTest::newRow("learned") << "/parameters/trainable" << -4.0;
        QTest::newRow("samples") << "/splits/test/n" << -1.0;
    }
    void numbersThatCannotBeOnesAreRefused()
    {
        QFETCH(QString, place);
        QFETCH(double, value);
        auto metrics = adapterMetrics("accuracy", 0.2, 0.6, 10);
        metrics[nlohmann::json::json_pointer(place.toStdString())] = value;
        writeAdapterSet(run(), m_options, metrics);
        const auto stored = readAdapters(run());
        QCOMPARE(stored.sets.size(), std::size_t(0));
        QCOMPARE(stored.problems.size(), std::size_t(1));
        const auto said = QString::fromStdString(stored.problems.front());
        QVERIFY2(said.contains(QStringLiteral("metrics.json: ")) && said.contains(QStringLiteral("edited")),
            qPrintable(said));
    }

    void whatIsMissingSaysWhatToDo()
    {
        const auto made = writeAdapterSet(run(), m_options, adapterMetrics("accuracy", 0.2, 0.6, 10));
        fs::remove(made / "experiment.json");
        const auto said = readAdapters(run()).problems;
        QCOMPARE(said.size(), std::size_t(1));
        QVERIFY2(said.front().find("experiment.json") != std::string::npos
                && said.front().find("adapt the run again") != std::string::npos,
            said.front().c_str());
        (void)writeFileAtomically(made / "experiment.json", "[1]");
        QVERIFY(readAdapters(run()).problems.front().find("JSON object") != std::string::npos);
    }
};

TEST_ENTRY(TestAdapterFolder, NoApplication)

} // namespace modalscope::tst_adapter_folder

#include "tst_adapter_folder.moc"
