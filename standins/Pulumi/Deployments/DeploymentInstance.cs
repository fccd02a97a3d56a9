namespace Pulumi;

/// <summary>The deployment that is running, as programs see it.</summary>
public sealed class DeploymentInstance
{
    internal DeploymentInstance(Deployment deployment) => Deployment = deployment;

    public string StackName => Deployment.StackName;

    public string ProjectName => Deployment.ProjectName;

    public string RootDirectory => Deployment.RootDirectory;

    public string OrganizationName => Deployment.OrganizationName;

    public bool IsDryRun => Deployment.IsDryRun;

    internal Deployment Deployment { get; }

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options = null)
        => Deployment.Invoke<T>(token, args, options);

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Invoke<T>(token, args, options);

    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOptions? options = null)
        => Deployment.Invoke<ImmutableDictionary<string, T>>(token, args, options).Apply(results => results.Values.First());

    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Invoke<ImmutableDictionary<string, T>>(token, args, options).Apply(results => results.Values.First());

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOutputOptions options)
        => Deployment.Invoke<T>(token, args, options);

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOutputOptions options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Invoke<T>(token, args, options);

    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOutputOptions options)
        => Deployment.Invoke<ImmutableDictionary<string, T>>(token, args, options).Apply(results => results.Values.First());

    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOutputOptions options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Invoke<ImmutableDictionary<string, T>>(token, args, options).Apply(results => results.Values.First());

    public Task<T> InvokeAsync<T>(string token, InvokeArgs args, InvokeOptions? options = null)
        => Deployment.InvokeAsync<T>(token, args, options);

    public Task InvokeAsync(string token, InvokeArgs args, InvokeOptions? options = null)
        => Deployment.InvokeAsync<ImmutableDictionary<string, object>>(token, args, options);

    public async Task<T> InvokeSingleAsync<T>(string token, InvokeArgs args, InvokeOptions? options = null)
        => (await Deployment.InvokeAsync<ImmutableDictionary<string, T>>(token, args, options).ConfigureAwait(false)).Values.First();

    public Task<T> InvokeAsync<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.InvokeAsync<T>(token, args, options);

    public Task InvokeAsync(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.InvokeAsync<ImmutableDictionary<string, object>>(token, args, options);

    public async Task<T> InvokeSingleAsync<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => (await Deployment.InvokeAsync<ImmutableDictionary<string, T>>(token, args, options).ConfigureAwait(false)).Values.First();

    public Output<T> Call<T>(string token, CallArgs args, Resource? self = null, CallOptions? options = null)
        => Deployment.Call<T>(token, args, self, options, convertResult: true);

    public void Call(string token, CallArgs args, Resource? self = null, CallOptions? options = null)
        => Deployment.Call<object>(token, args, self, options, convertResult: false);

    public Output<T> Call<T>(string token, CallArgs args, Resource? self, CallOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Call<T>(token, args, self, options, convertResult: true);

    public void Call(string token, CallArgs args, Resource? self, CallOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Call<object>(token, args, self, options, convertResult: false);

    public void RegisterInvokeTransform(InvokeTransform transform) => Deployment.RegisterInvokeTransform(transform);
}
