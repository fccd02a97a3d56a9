using Infra.Local.Run;

namespace Infra.Tests.Local.Run;

public sealed class A_run_folder : IDisposable
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("run-folder-");

    [Fact]
    public void writes_a_private_key_that_only_its_owner_can_read()
    {
        var folder = new RunFolder(temporary.FullName);
        var path = folder.WritePrivate("devices/a/device.key", "secret");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Full(path)));
        Assert.Equal("secret", File.ReadAllText(folder.Full(path)));
    }

    [Fact]
    public void answers_with_paths_relative_to_itself()
    {
        var folder = new RunFolder(temporary.FullName);
        Assert.Equal("devices/a/device.csr", folder.Write("devices/a/device.csr", "text"));
        Assert.True(File.Exists(Path.Combine(temporary.FullName, "devices/a/device.csr")));
    }

    [Fact]
    public void clears_what_an_earlier_run_left()
    {
        var folder = new RunFolder(temporary.FullName);
        folder.Write("devices/old/device.crt", "stale");
        folder.Clear("devices");
        Assert.False(Directory.Exists(folder.Full("devices")));
    }

    public void Dispose() => temporary.Delete(recursive: true);
}
