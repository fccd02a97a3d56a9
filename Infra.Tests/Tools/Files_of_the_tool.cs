using Infra.Tests.Pki;
using Infra.Tools;

namespace Infra.Tests.Tools;

public sealed class Files_of_the_tool : IDisposable
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void keep_a_secret_from_everyone_else_even_where_a_readable_leftover_lies()
    {
        var path = Path.Combine(_folder.Path, "device.key");
        _folder.Write("device.key.partial", "left behind by a kill");
        PrivateFiles.SetMode(path + ".partial", (UnixFileMode)0b110_110_110);

        ToolFiles.Write(force: false, ToolFile.Secret(path, "secret"), ToolFile.Public(path + ".pub", "public"));

        Assert.Equal(OwnersOnly, File.GetUnixFileMode(path));
        Assert.Equal(OwnersOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path + ".pub"));
        Assert.Equal(["device.key", "device.key.pub"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void are_secret_again_when_a_readable_one_is_replaced()
    {
        var path = _folder.Write("device.key", "old");
        PrivateFiles.SetMode(path, (UnixFileMode)0b110_110_110);

        ToolFiles.Write(force: true, ToolFile.Secret(path, "new"));

        Assert.Equal(OwnersOnly, File.GetUnixFileMode(path));
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void do_not_follow_a_link_that_lies_in_the_way()
    {
        var (target, link) = (_folder.Write("target", "theirs"), Path.Combine(_folder.Path, "device.key"));
        File.CreateSymbolicLink(link + ".partial", target);

        ToolFiles.Write(force: false, ToolFile.Secret(link, "secret"));

        Assert.Equal("theirs", File.ReadAllText(target));
    }

    public void Dispose() => _folder.Dispose();
}
