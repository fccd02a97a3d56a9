namespace Infra.Local.ApiGateway;

/// <summary>A node of an API's resource tree.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Path">Full path with parameters in braces, e.g. <c>/devices/{id}</c>; the root is <c>/</c>.</param>
internal sealed record ApiResource(string Id, string Path);
