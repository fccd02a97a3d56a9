using System.Security.Cryptography;
using Infra.Tests.Pki;
using Infra.Tools;
using Infra.Tools.Boards;

namespace Infra.Tests.Tools.Boards;

/// <summary>The command line of a reference integration (row A-60), byte by byte.</summary>
public sealed class A_board_console : IDisposable
{
    private readonly BoardDouble _double = new();
    private readonly LineClock _clock = new();

    public void Dispose() => _double.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(1000, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(1000, true)]
    public void is_understood_however_its_bytes_come_and_whatever_other_tasks_log(int chunk, bool logs)
    {
        _double.LogsMeanwhile = logs;
        var board = Board(chunk);

        board.WriteSettings(new Dictionary<string, BoardSetting> { ["thing_name"] = BoardSetting.Of("thing_name", "lamp-1") });
        var key = board.GenerateKey();
        board.GenerateRequest();

        Assert.Equal(_double.Key!.ExportSubjectPublicKeyInfo(), key);
        Assert.Equal(key, board.FindPublicKey());
        Assert.Equal("lamp-1", board.ReadSettings()["thing_name"]);
        Assert.Equal("lamp-1", _double.Committed["thing_name"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void takes_a_certificate_line_by_line_and_gives_it_back(bool logs)
    {
        using var pki = new TestHierarchy();
        var certificate = Infra.Pki.Pem.Certificates(pki.Root.CertificatePem)[0];
        _double.LogsMeanwhile = logs;
        var board = Board();
        board.ReadSettings();

        board.ImportCertificate(certificate.RawData, Infra.Tools.Boards.Board.RootLabel);

        Assert.Equal(certificate.RawData, _double.Certificates["root_ca_cert"]);
        Assert.Null(board.FindCertificate());
    }

    [Fact]
    public void that_was_left_in_the_middle_of_a_certificate_is_free_again()
    {
        _double.LeaveInTheMiddleOfAnImport();

        Assert.Equal("8883", Board().ReadSettings()["mqtt_port"]);
    }

    [Fact]
    public void that_says_nothing_is_given_up_after_a_while()
    {
        _double.IsDead = true;

        var refusal = Assert.Throws<ToolException>(() => Board().ReadSettings());

        Assert.Equal((ExitCodes.Board, "board-silent"), (refusal.ExitCode, refusal.Code));
        Assert.InRange(_clock.GetElapsedTime(0), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void that_never_stops_logging_is_given_up_too()
    {
        _double.HangsAt = "pki generate key";
        var line = new DoubleLine(_double, _clock) { Chunk = 1000 };
        var board = Board(line);
        board.ReadSettings();
        line.Chatter = "<INF>      1 [Sensor] 21 degrees\r\n"u8.ToArray();

        Assert.Equal("board-silent", Assert.Throws<ToolException>(() => board.GenerateKey()).Code);
    }

    [Fact]
    public void at_another_speed_is_noise()
    {
        _double.IsDead = true;
        var line = new DoubleLine(_double, _clock);
        line.Noise([0xf8, 0x00, 0x80, 0x1b, 0xfe]);
        Assert.Equal("board-unintelligible", Refusal(line));

        var endless = new DoubleLine(_double, _clock) { Chunk = 1000 };
        endless.Noise(Enumerable.Repeat((byte)'x', 10_000).ToArray());
        Assert.Equal("board-unintelligible", Refusal(endless));

        string Refusal(DoubleLine noisy) => Assert.Throws<ToolException>(() => Board(noisy).ReadSettings()).Code;
    }

    [Fact]
    public void that_hangs_in_a_command_is_told_of_with_the_command()
    {
        _double.HangsAt = "pki generate key";
        var board = Board();
        board.ReadSettings();

        var refusal = Assert.Throws<ToolException>(() => board.GenerateKey());

        Assert.Equal("board-silent", refusal.Code);
        Assert.Contains("'pki generate key'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void that_refuses_is_quoted_without_secrets()
    {
        var board = Board();
        board.ReadSettings();

        var refusal = Assert.Throws<ToolException>(() => board.WriteSettings(new Dictionary<string, BoardSetting> { ["wifi_credential"] = BoardSetting.Of("wifi_credential", "hunter2", isSecret: true) }));

        Assert.Equal((ExitCodes.Board, "board-refused"), (refusal.ExitCode, refusal.Code));
        Assert.Equal("the board refuses 'conf set wifi_credential ***': Error: value: *** is not valid for key: wifi_credential", refusal.Message);
    }

    [Fact]
    public void that_cuts_a_setting_does_not_pass()
    {
        _double.MostSettingLength = 5;
        var board = Board();

        Assert.Equal("board-stored-otherwise", Assert.Throws<ToolException>(() =>
            board.WriteSettings(new Dictionary<string, BoardSetting> { ["thing_name"] = BoardSetting.Of("thing_name", "lamp-10") })).Code);
    }

    [Theory]
    [InlineData("with blank")]
    [InlineData("with\"quote")]
    [InlineData("zürich")]
    [InlineData("")]
    public void could_not_carry_such_a_value(string value) =>
        Assert.Equal("setting-not-possible", Assert.Throws<ToolException>(() => BoardSetting.Of("wifi_ssid", value)).Code);

    [Fact]
    public void whose_answer_breaks_off_is_quoted_with_what_it_logged()
    {
        var board = Board();
        board.ReadSettings();
        Assert.Contains("it logged: <ERR>      812 [CLI       ] Failed to load private key.", Assert.Throws<ToolException>(() => board.GenerateRequest()).Message, StringComparison.Ordinal);

        _double.CutsPem = true;
        Assert.Equal("board-answer-unexpected", Assert.Throws<ToolException>(() => board.GenerateKey()).Code);
    }

    [Fact]
    public void that_does_not_keep_a_certificate_does_not_pass()
    {
        using var pki = new TestHierarchy();
        var certificate = Infra.Pki.Pem.Certificates(pki.Root.CertificatePem)[0].RawData;
        var board = Board();
        board.ReadSettings();

        _double.RefusesCertificates = true;
        Assert.Equal("board-refused", Assert.Throws<ToolException>(() => board.ImportCertificate(certificate)).Code);
        _double.RefusesCertificates = false;
        _double.ForgetsCertificates = true;
        Assert.Equal("board-stored-otherwise", Assert.Throws<ToolException>(() => board.ImportCertificate(certificate)).Code);
        Assert.Equal("certificate-too-long", Assert.Throws<ToolException>(() => board.ImportCertificate(RandomNumberGenerator.GetBytes(2048))).Code);
    }

    [Fact]
    public void is_left_at_once_when_the_person_says_so()
    {
        _double.IsDead = true;
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => new BoardConsole(new DoubleLine(_double, _clock), _clock, TimeSpan.FromSeconds(5), stop.Token).Synchronize());
    }

    [Theory]
    [InlineData("> conf get\r", "conf get")]
    [InlineData("> > conf get\r", "conf get")]
    [InlineData("\u001b[32mgreen\u001b[0m\r", "green")]
    [InlineData("conf g\r\u001b[K<INF> 1 [T] hello\r", "<INF> 1 [T] hello")]
    [InlineData("key=\"a\0\"\r", "key=\"a\"")]
    public void line_reads_as_a_person_saw_it(string line, string seen) => Assert.Equal(seen, ConsoleText.Clean(line));

    private Board Board(int chunk = 7) => Board(new DoubleLine(_double, _clock) { Chunk = chunk });

    private Board Board(DoubleLine line) => new(new BoardConsole(line, _clock, TimeSpan.FromSeconds(5), CancellationToken.None));
}
